import { describe, expect, it } from "vitest";
import { foldObservation } from "../campaigns/fold-observation.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import { pollClasses } from "./poll-classes.ts";
import { outlookOf } from "./poll-outlook.ts";
import { choosePoll, pollDemand } from "./poll-plan.ts";
import { createPollSubject, type PollSubject } from "./poll-subject.ts";

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
  return { ...createPollSubject(id, campaign, now - ago), askedAt: now - ago };
}

describe("choosePoll", () => {
  it("asks whoever has waited longest relative to what its class is promised", () => {
    const running = subject("running", 2 * pollClasses.running.promise);
    const waiting = subject("waiting", 1.5 * pollClasses.waiting.promise, {
      stateCode: 0,
      startTime: now + 3_600_000,
    });
    expect(choosePoll([waiting, running], at(now), 0).subject?.id).toBe("running");
  });

  it("asks nobody before the time and says when the first is due", () => {
    const choice = choosePoll([subject("a", 500), subject("b", 800)], at(now), 0);
    expect(choice).toEqual({ subject: null, urgent: false, overdue: false, nextDueAt: now + 200 });
  });

  it("says whether the one that it chose has waited longer than it was promised", () => {
    const { running } = pollClasses;
    expect(choosePoll([subject("a", 0.9 * running.promise)], at(now), 0).overdue).toBe(false);
    expect(choosePoll([subject("a", running.promise)], at(now), 0).overdue).toBe(true);
  });

  it("puts what is on screen first, but only up to its share of the budget while others are due", () => {
    const shown = { ...subject("shown", 2 * pollClasses.onScreen.promise), onScreens: 1 };
    const other = subject("other", 50 * pollClasses.running.promise);
    expect(choosePoll([other, shown], at(now), 0.79).subject?.id).toBe("shown");
    expect(choosePoll([other, shown], at(now), 0.8).subject?.id).toBe("other");
    expect(choosePoll([shown], at(now), 1).subject?.id).toBe("shown");
  });

  it("leaves campaigns that were never seen half of the budget", () => {
    const shown = { ...subject("shown", 2 * pollClasses.onScreen.promise), onScreens: 1 };
    const added = createPollSubject("added", trackCampaign({ sdkAppId: 1, campaignId: 2 }, null), now);
    expect(choosePoll([shown, added], at(now), 0.49).subject?.id).toBe("shown");
    expect(choosePoll([shown, added], at(now), 0.5).subject?.id).toBe("added");
  });

  it("never asks twice at once", () => {
    expect(choosePoll([{ ...subject("a", 60_000), inFlight: true }], at(now), 0).subject).toBeNull();
  });

  it("probes somebody when nobody is due", () => {
    expect(choosePoll([subject("a", 100)], at(now), 0, true).subject?.id).toBe("a");
  });
});

describe("pollDemand", () => {
  it("asks for a campaign right after its window opens, and ahead of the crowd", () => {
    const before = subject("a", 20_000, { stateCode: 0, startTime: now - 400 });
    expect(pollDemand(before, at(now))).toMatchObject({ urgent: false });
    expect(pollDemand(before, at(now + 100))).toMatchObject({ urgent: true, dueAt: now + 100 });
  });

  it("wakes at the start of the window rather than a minute after the last look", () => {
    const before = subject("a", 5000, { stateCode: 0, startTime: now + 2000 });
    expect(pollDemand(before, at(now))?.dueAt).toBe(now + 2500);
  });

  it("asks a running campaign right after its window closes", () => {
    expect(pollDemand(subject("a", 10_000, { endTime: now - 500 }), at(now))).toMatchObject({
      urgent: true,
      dueAt: now,
    });
  });

  it("goes back to the ordinary pace when a late start lasts", () => {
    const late = subject("a", 20_000, { stateCode: 0, startTime: now - 600_000 });
    expect(pollDemand(late, at(now))).toMatchObject({
      urgent: false,
      stretch: 20_000 / pollClasses.waiting.promise,
    });
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
