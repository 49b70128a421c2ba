import type { PageMessage, PortalMessage } from "@cruiseboard/embed-sdk/protocol";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { createTokenCall } from "./embedding.ts";

function setUp() {
  const clock = createFakeClock(0);
  const told: PageMessage[] = [];
  const receivers = new Set<(message: PortalMessage) => void>();
  const link = {
    tell: (message: PageMessage) => void told.push(message),
    listen(receive: (message: PortalMessage) => void) {
      receivers.add(receive);
      return () => receivers.delete(receive);
    },
  };
  const ask = createTokenCall(link, (milliseconds, run) => {
    const timer = clock.setTimeout(run, milliseconds);
    return () => clock.clearTimeout(timer);
  });
  const answer = (message: PortalMessage) => {
    for (const receive of receivers) receive(message);
  };
  const left = () => [receivers.size, clock.pendingTimers()];
  return { clock, told, ask, answer, left };
}

describe("asking the portal for a token", () => {
  it("comes to the answer that bears its number, and leaves nothing", async () => {
    const { told, ask, answer, left } = setUp();
    const [first, second] = [ask(), ask()];
    expect(told).toEqual([
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
    const { ask, answer, left } = setUp();
    const asked = ask();
    answer({ type: "noToken", id: 1 });
    await expect(asked).rejects.toThrow("has no token");
    expect(left()).toEqual([0, 0]);
  });

  it("rejects when the portal does not answer", async () => {
    const { clock, ask, left } = setUp();
    const failure = ask().catch((error: unknown) => error);
    await clock.advance(20_000);
    expect(await failure).toMatchObject({ message: "The portal does not answer" });
    expect(left()).toEqual([0, 0]);
  });
});
