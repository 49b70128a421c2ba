import type { PageMessage, PortalMessage } from "@cruiseboard/embed-sdk/protocol";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { createTokenCall } from "./embedding.ts";

function setUp() {
  const clock = createFakeClock(0);
  const sent: PageMessage[] = [];
  const receivers = new Set<(message: PortalMessage) => void>();
  const link = {
    send: (message: PageMessage) => void sent.push(message),
    listen(receive: (message: PortalMessage) => void) {
      receivers.add(receive);
      return () => void receivers.delete(receive);
    },
  };
  const fetchToken = createTokenCall(link, (milliseconds, run) => {
    const timer = clock.setTimeout(run, milliseconds);
    return () => clock.clearTimeout(timer);
  });
  const answer = (message: PortalMessage) => {
    for (const receive of receivers) receive(message);
  };
  const left = () => [receivers.size, clock.pendingTimers()];
  return { clock, sent, fetchToken, answer, left };
}

describe("requesting a token from the portal", () => {
  it("resolves with the answer of its id, and leaves nothing", async () => {
    const { sent, fetchToken, answer, left } = setUp();
    const [first, second] = [fetchToken(), fetchToken()];
    expect(sent).toEqual([
      { type: "tokenWanted", id: 1 },
      { type: "tokenWanted", id: 2 },
    ]);
    answer({ type: "refresh" });
    answer({ type: "token", id: 2, token: "two" });
    answer({ type: "token", id: 1, token: "one" });
    expect(await Promise.all([first, second])).toEqual(["one", "two"]);
    expect(left()).toEqual([0, 0]);
  });

  it("rejects when the portal has none", async () => {
    const { fetchToken, answer, left } = setUp();
    const token = fetchToken();
    answer({ type: "noToken", id: 1 });
    await expect(token).rejects.toThrow("has no token");
    expect(left()).toEqual([0, 0]);
  });

  it("rejects when the portal does not answer", async () => {
    const { clock, fetchToken, left } = setUp();
    const failure = fetchToken().catch((error: unknown) => error);
    await clock.advance(20_000);
    expect(await failure).toMatchObject({ message: "The portal does not answer" });
    expect(left()).toEqual([0, 0]);
  });
});
