import { describe, expect, it } from "vitest";
import { foldObservation } from "../campaigns/fold-observation.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import { createPollPlan, type PollQueue, pollDemand } from "./poll-plan.ts";
import { createPollSubject, outlookOf, type PollSubject, pollClasses } from "./poll-subject.ts";

const now = 1_800_000_000_000;
/** Both clocks agree here; that they may differ is the poller's test. */
const at = (moment: number) => ({ monotonic: moment, wall: moment });

function facts(change: Partial<CampaignFacts>): CampaignFacts {
  return {
    name: "n",
    agent: "a",
    concurrency: 1,
    callOrderCode: 0,
    stateCode: 1,
    startTime: now - 3_600_000,
    endTime: now + 3_600_000,
    totalCallees: 100,
    calledCallees: 10,
    uui: null,
    requestId: "r",
    ...change,
  };
}

/** A campaign that was asked `ago` ms ago and answered these facts. */
function subject(id: string, ago: number, change: Partial<CampaignFacts> = {}): PollSubject {
  const campaign = foldObservation(trackCampaign({ sdkAppId: 1, campaignId: 1 }, null), {
    kind: "answered",
    at: now - ago,
    facts: facts(change),
  });
  return createPollSubject(id, campaign, at(now));
}

function neverObserved(id: string, ago = 0): PollSubject {
  return createPollSubject(id, trackCampaign({ sdkAppId: 1, campaignId: 1 }, null), at(now - ago));
}

function choose(subjects: readonly PollSubject[], probing = false) {
  const plan = createPollPlan(18);
  return { ...plan.choose(subjects, at(now), probing), staleAfterMs: plan.staleAfterMs };
}

/** Of a hundred choices in a row among campaigns that stay due, how many each queue got. */
function sharesAmong(subjects: readonly PollSubject[]): Record<PollQueue, number> {
  const plan = createPollPlan(18);
  const taken = { screen: 0, board: 0, once: 0, edge: 0 };
  for (let choice = 0; choice < 100; choice += 1) {
    const { queue } = plan.choose(subjects, at(now));
    plan.sent(queue);
    taken[queue] += 1;
  }
  return taken;
}

function failing(id: string, failures: number, ago: number): PollSubject {
  const known = subject(id, ago + 1000);
  const { campaign } = known.outlook;
  return { ...known, sentAt: now - ago, outlook: outlookOf({ ...campaign, failures }) };
}

const many = (count: number, make: (id: string) => PollSubject) =>
  Array.from({ length: count }, (_, index) => make(String(index)));
const shown = (id: string) => ({ ...subject(id, 10_000), onScreens: 1 });

describe("choosing whom to observe", () => {
  it("takes who has waited longest relative to what its class is promised", () => {
    const running = subject("running", 2 * pollClasses.running.promise);
    const waiting = subject("waiting", 1.5 * pollClasses.waiting.promise, {
      stateCode: 0,
      startTime: now + 3_600_000,
    });
    expect(choose([waiting, running]).subject?.id).toBe("running");
  });

  it("takes nobody before the time and says when the first is due", () => {
    expect(choose([subject("a", 500), subject("b", 800)])).toMatchObject({
      subject: null,
      nextDueAt: now + 200,
    });
  });

  it("says whether the one that it chose has waited longer than it was promised", () => {
    const { running } = pollClasses;
    expect(choose([subject("a", 0.9 * running.promise)]).overdue).toBe(false);
    expect(choose([subject("a", running.promise)]).overdue).toBe(true);
  });

  it("gives a screen what the board does not need, at least 30 % and at most 80 %", () => {
    const board = (count: number) => many(count, (id) => subject(id, (Number(id) / count) * 48_000));
    const screen = many(40, shown);
    expect(sharesAmong([...screen, ...board(10)]).screen).toBeCloseTo(80, -1);
    // 560 of them need 11.7 of 18 requests a second, so as to be seen every 48 s.
    expect(sharesAmong([...screen, ...board(560)]).screen).toBe(35);
    expect(sharesAmong([...screen, ...board(4000)]).screen).toBe(30);
  });

  it("keeps a share of the budget from campaigns that were never observed", () => {
    const added = many(5000, (id) => neverObserved(id, 600_000));
    const running = (ago: number) => many(300, (id) => subject(id, ago));
    expect(sharesAmong([...added, ...running(50_000)]).board).toBe(95);
    expect(sharesAmong([...added, ...running(5000)]).once).toBe(100);
    expect(sharesAmong([...added, ...running(10_000)]).once).toBe(70);
    expect(sharesAmong([...added, ...running(5000), ...many(40, shown)]).screen).toBe(38);
    expect(sharesAmong([...added, ...running(10_000), ...many(40, shown)]).once).toBe(59);
  });

  it("takes a campaign whose window has just opened ahead of thousands that were just added", () => {
    const added = many(100, (id) => neverObserved(id, 600_000));
    const opens = subject("opens", 20_000, { stateCode: 0, startTime: now - 4000 });
    expect(choose([...added, opens]).subject?.id).toBe("opens");
  });

  it("gives edges and other single observations half of their share each, and either all of it alone", () => {
    const running = many(300, (id) => subject(id, 50_000));
    const added = many(50, (id) => neverObserved(id, 60_000));
    const opening = many(50, (id) => subject(id, 20_000, { stateCode: 0, startTime: now - 10_000 }));
    expect(sharesAmong([...running, ...opening])).toMatchObject({ board: 95, edge: 5 });
    expect(sharesAmong([...running, ...added])).toMatchObject({ board: 95, once: 5 });
    const { edge, once } = sharesAmong([...running, ...added, ...opening]);
    expect([edge, once]).toEqual([3, 3]);
  });

  it("saves nothing for a queue while nobody waits in it", () => {
    const plan = createPollPlan(18);
    const one = subject("one", 30_000);
    for (let choice = 0; choice < 1000; choice += 1) {
      plan.choose([one], at(now));
      plan.sent("board");
    }
    const subjects = [one, ...many(2, shown)];
    const queues = Array.from({ length: 10 }, () => {
      const { queue } = plan.choose(subjects, at(now));
      plan.sent(queue);
      return queue;
    });
    expect(queues).toContain("board");
  });

  it("lets values count as stale later where there are more campaigns than the budget keeps fresh", () => {
    const board = (count: number) => many(count, (id) => subject(id, 30_000));
    const screen = many(40, shown);
    expect(choose([...screen, ...board(560)]).staleAfterMs).toBe(60_000);
    // 960 at 65 % of 18 a second: a cycle of 82 s, and as much air as usual.
    expect(choose([...screen, ...board(960)]).staleAfterMs).toBe(105_000);
  });

  it("never takes one twice at once, nor one of a denied application", () => {
    expect(choose([{ ...subject("a", 60_000), inFlight: true }]).subject).toBeNull();
    expect(choose([{ ...subject("a", 60_000), isDenied: true }]).subject).toBeNull();
  });

  it("probes a campaign that has answered before, even if nobody is due", () => {
    expect(choose([subject("a", 100)], true).subject?.id).toBe("a");
    const others = [{ ...neverObserved("b", 60_000), onScreens: 1 }, neverObserved("c", 90_000)];
    expect(choose([...others, subject("a", 100)], true).subject?.id).toBe("a");
  });
});

describe("pollDemand", () => {
  it("asks for a campaign right after its window opens, and ahead of the crowd", () => {
    const before = subject("a", 20_000, { stateCode: 0, startTime: now - 400 });
    expect(pollDemand(before, at(now))).toMatchObject({ queue: "board" });
    expect(pollDemand(before, at(now + 100))).toMatchObject({
      queue: "edge",
      dueAt: now + 100,
    });
  });

  it("wakes at the start of the window rather than a minute after the last look", () => {
    const before = subject("a", 5000, { stateCode: 0, startTime: now + 2000 });
    expect(pollDemand(before, at(now))?.dueAt).toBe(now + 2500);
  });

  it("asks a running campaign right after its window closes", () => {
    expect(pollDemand(subject("a", 10_000, { endTime: now - 500 }), at(now))).toMatchObject({
      queue: "edge",
      dueAt: now,
    });
  });

  it("goes back to the ordinary pace when a late start lasts", () => {
    const late = subject("a", 20_000, { stateCode: 0, startTime: now - 600_000 });
    expect(pollDemand(late, at(now))).toMatchObject({
      queue: "board",
      stretch: 20_000 / pollClasses.waiting.promise,
    });
  });

  it("asks right away for a campaign whose window opened while no process ran", () => {
    const before = subject("a", 7_200_000, { stateCode: 0, startTime: now - 3_600_000 });
    expect(pollDemand(before, at(now))).toMatchObject({ queue: "edge" });
  });

  it("confirms an end once and then asks no more", () => {
    const ended = subject("a", pollClasses.ended.promise, { stateCode: 2 });
    expect(pollDemand(ended, at(now))?.dueAt).toBe(now);
    const campaign = foldObservation(ended.outlook.campaign, {
      kind: "answered",
      at: now,
      facts: facts({ stateCode: 2 }),
    });
    const confirmed = { ...ended, outlook: outlookOf(campaign) };
    expect(pollDemand(confirmed, at(now + 86_400_000))).toBeNull();
  });

  it("keeps a campaign waiting that was told to back off", () => {
    const failing = { ...subject("a", 30_000), notBefore: now + 10_000 };
    expect(pollDemand(failing, at(now))).toMatchObject({ dueAt: now + 10_000 });
    expect(pollDemand(failing, at(now + 10_000))?.dueAt).toBeLessThan(now);
  });
});

describe("a campaign whose observation failed", () => {
  it("is retried ahead of campaigns that were never observed", () => {
    const subjects = [...many(50, (id) => neverObserved(id, 60_000)), failing("failing", 1, 4000)];
    expect(choose(subjects).subject?.id).toBe("failing");
  });

  it("has its place on the board once its promise has passed, so that it does not grow stale behind retries", () => {
    expect(pollDemand(failing("retried", 1, 4000), at(now))?.queue).toBe("once");
    const overdue = failing("overdue", 1, 2 * pollClasses.running.promise);
    expect(pollDemand(overdue, at(now))?.queue).toBe("board");
    const retries = many(500, (id) => failing(id, 1, 4000));
    const { board } = sharesAmong([...retries, overdue, ...many(200, (id) => subject(id, 20_000))]);
    expect(board).toBeGreaterThan(25);
  });

  it("waits for its ordinary turn once retries have not helped", () => {
    const subjects = [...many(50, (id) => neverObserved(id, 60_000)), failing("failing", 4, 30_000)];
    expect(choose(subjects).queue).toBe("once");
    expect(choose(subjects).subject?.id).not.toBe("failing");
  });
});
