import type { AgentFacts } from "@cruiseboard/ccc-client";
import { createFakeClock } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { dialingFacts, dialingStart } from "../../test/kit/dialed-campaign.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { startVirtualBackend } from "../../test/kit/virtual-backend.ts";
import { everything } from "../access/scope.ts";

const second = 1000;
const minute = 60 * second;
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const account = "agent@example.com";
const stall = { from: 20 * minute, to: 600 * minute };
const dialing = { roundMs: 40 * second, size: 4, total: 2000, windowMs: 600 * minute, stall };

/** A campaign that stops, and a restart ten minutes later. */
async function restartWith(agentAt: (ms: number) => Omit<AgentFacts, "account">, downMs: number) {
  const clock = createFakeClock(dialingStart);
  const elapsed = () => clock.now() - dialingStart;
  const options = {
    clock,
    environment: { DATA_DIR: temporaryFolder() },
    get facts() {
      return { ...dialingFacts(dialing, elapsed()), agent: account };
    },
    agents: () => [{ account, ...agentAt(elapsed()) }],
  };
  const first = await startVirtualBackend(options);
  await first.services.watchList.add([key]);
  while (elapsed() < stall.from + 10 * minute) await clock.advance(second);
  const before = shownBy(first.services);
  await first.stop();
  await clock.advance(downMs);
  const restarted = await startVirtualBackend(options);
  const after = new Set<string>();
  for (let passed = 0; passed < 20 * second; passed += 100) {
    after.add(shownBy(restarted.services));
    await clock.advance(100);
  }
  const campaign = restarted.services.board.get(key);
  const { events } = campaign ? await restarted.services.readEvents(campaign) : { events: [] };
  return { before, after: [...after], events: events.filter(({ kind }) => kind === "attention") };
}

function shownBy({ board }: Awaited<ReturnType<typeof startVirtualBackend>>["services"]) {
  return board
    .rows(everything)
    .flatMap(({ shown }) => shown.attention.map(({ kind, since }) => `${kind} ${since}`))
    .join();
}

it.each([5 * second, 5 * minute])(
  "an agent who is away stays so, after a restart of %d ms",
  async (downMs) => {
    const { before, after, events } = await restartWith((ms) => {
      const isAway = ms >= stall.from;
      const statusSince = dialingStart + (isAway ? stall.from : 0);
      return { status: isAway ? "rest" : "free", reason: null, statusSince };
    }, downMs);
    expect(before).toBe(`agentAway ${new Date(dialingStart + stall.from).toISOString()}`);
    expect(after).toEqual([before]);
    expect(events).toMatchObject([{ attention: "agentAway", until: null }]);
  },
);

it("a stall of an agent who takes calls stays one", async () => {
  const { before, after, events } = await restartWith((ms) => {
    const callMs = 20 * second;
    const statusSince = dialingStart + ms - (ms % callMs);
    return { status: ms % (2 * callMs) < callMs ? "busy" : "free", reason: null, statusSince };
  }, 5 * second);
  expect(before).toContain("stalled");
  expect(after).toEqual([before]);
  expect(events).toMatchObject([{ attention: "stalled", until: null }]);
});
