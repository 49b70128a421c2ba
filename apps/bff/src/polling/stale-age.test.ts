import { describe, expect, it } from "vitest";
import { createRandom } from "../../test/kit/random.ts";
import { foldObservation } from "../campaigns/fold-observation.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import { createPollPlan } from "./poll-plan.ts";
import { createPollSubject, outlookOf, type PollSubject } from "./poll-subject.ts";

const start = 1_800_000_000_000;
const minute = 60_000;

/** As it really goes, epoch ms. */
interface Truth {
  readonly opens: number;
  readonly closes: number;
  /** When it really ends: at the earliest when its window closes. */
  readonly stops: number;
}

function factsOf({ opens, closes, stops }: Truth, at: number): CampaignFacts {
  return {
    name: "n",
    agent: "a",
    concurrency: 1,
    callOrderCode: 0,
    stateCode: at < opens ? 0 : at < stops ? 1 : 2,
    startTime: opens,
    endTime: closes,
    totalCallees: 100,
    calledCallees: 10,
    uui: null,
    requestId: "r",
  };
}

function observed(campaign: TrackedCampaign, truth: Truth, at: number): TrackedCampaign {
  return foldObservation(campaign, { kind: "answered", at, facts: factsOf(truth, at) });
}

/** Which value of a running campaign is older than may be, and when, where everything comes at once; null: none ever is. */
function tooOld(seed: number): string | null {
  const random = createRandom(seed);
  const between = (least: number, most: number) => least + random() * (most - least);
  const capacity = random() < 0.7 ? 3.8 : 8.5;
  const plan = createPollPlan(capacity);
  const campaigns: { readonly truth: Truth; readonly subject: PollSubject }[] = [];

  function add(truth: Truth, at: number, ago: number | null): void {
    const unknown = trackCampaign({ sdkAppId: 1, campaignId: campaigns.length }, null);
    const campaign = ago === null ? unknown : observed(unknown, truth, at - ago);
    const subject = createPollSubject(String(campaigns.length), campaign, { monotonic: at, wall: at });
    campaigns.push({ truth, subject });
  }

  // With a load of one, all running campaigns are just observed in time beside a screen.
  const load = between(0.1, 1.4);
  const running = Math.ceil(load * 0.65 * capacity * 48);
  const cycle = (running / (0.95 * capacity)) * 1000;
  const youngest = load < 1 ? between(0, 0.2 * minute) : 0;
  const closes = start + between(1, 5) * minute;
  const late = random() < 0.5 ? 0 : 3 * minute;
  const closing = random() < 0.5 ? 0 : random() * running;
  for (let index = 0; index < running; index += 1) {
    const end = index < closing ? closes : start + 60 * minute;
    const stops = end + random() * late;
    add({ opens: start - 60 * minute, closes: end, stops }, start, youngest + random() * cycle);
  }
  const opens = start + between(1, 5) * minute;
  const opening = random() < 0.5 ? 0 : random() * running;
  for (let index = 0; index < opening; index += 1)
    add({ opens, closes: start + 60 * minute, stops: start + 60 * minute }, start, random() * minute);
  const over = { opens: start - 90 * minute, closes: start - 30 * minute, stops: start - 30 * minute };
  const ended = random() < 0.5 ? 0 : 2 * random() * running;
  for (let index = 0; index < ended; index += 1) add(over, start, 2 * minute);
  let flood = random() < 0.5 ? 0 : 2 * random() * running;
  const floodAt = start + between(1, 4) * minute;
  let nextScreen = start;

  for (let at = start; at < start + 8 * minute; at += 1000 / capacity) {
    if (at >= floodAt)
      for (; flood > 0; flood -= 1)
        add(
          random() < 0.5 ? over : { ...over, closes: start + 60 * minute, stops: start + 60 * minute },
          at,
          null,
        );
    if (at >= nextScreen) {
      const first = random() * campaigns.length;
      const size = random() < 0.3 ? 0 : 2 * random() * capacity;
      for (const [index, { subject }] of campaigns.entries())
        subject.onScreens = index >= first && index < first + size ? 1 : 0;
      nextScreen = at + between(0.1, 1) * minute;
    }
    const { subject, queue } = plan.choose(
      campaigns.map((one) => one.subject),
      { monotonic: at, wall: at },
    );
    const chosen = campaigns.find((one) => one.subject === subject);
    if (chosen) {
      chosen.subject.outlook = outlookOf(observed(chosen.subject.outlook.campaign, chosen.truth, at));
      chosen.subject.sentAt = at;
      plan.sent(queue);
    }
    for (const { subject: one } of campaigns) {
      const age = at - (one.sentAt ?? at);
      if (one.outlook.campaign.facts?.stateCode === 1 && age > plan.staleAfterMs)
        return `seed ${seed}: ${one.id} is ${age} ms old after ${at - start} ms, not ${plan.staleAfterMs}`;
    }
  }
  return null;
}

describe("the age from which values are stale", () => {
  it("is kept whatever opens, closes, is added and is shown at once", () => {
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    expect(seeds.map(tooOld).filter((broken) => broken !== null)).toEqual([]);
  });
});
