import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attentionOf } from "./attention.ts";
import { foldObservation } from "./fold-observation.ts";
import type { CampaignFacts, FailureCause, Observation } from "./observation.ts";
import { type TrackedCampaign, trackCampaign } from "./tracked-campaign.ts";

const code = fc.option(fc.integer({ min: -1, max: 9 }), { nil: null });
const count = fc.option(fc.nat(), { nil: null });
const text = fc.option(fc.string(), { nil: null });
const facts: fc.Arbitrary<CampaignFacts> = fc.record({
  name: text,
  agent: text,
  concurrency: count,
  callOrderCode: code,
  stateCode: code,
  startTime: count,
  endTime: count,
  totalCallees: count,
  calledCallees: count,
  uui: text,
  requestId: text,
});
const failure = { code: "InternalError", message: "m", requestId: null };
const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({ kind: fc.constant("answered" as const), at: fc.nat(), facts }),
  fc.record({ kind: fc.constant("notFound" as const), at: fc.nat(), failure: fc.constant(failure) }),
  fc.record({
    kind: fc.constant("failed" as const),
    at: fc.nat(),
    failure: fc.constant(failure),
    cause: fc.constantFrom<FailureCause>("campaign", "application", "upstream"),
  }),
);
const fresh = trackCampaign({ sdkAppId: 1, campaignId: 2 }, "label");
const failed = (cause: FailureCause): Observation => ({ kind: "failed", at: 5, failure, cause });
const gone: Observation = { kind: "notFound", at: 6, failure };
const hasEnded = ({ facts }: { facts: CampaignFacts | null }) =>
  facts?.stateCode === 2 || facts?.stateCode === 3;
const foldAll = (all: readonly Observation[]): TrackedCampaign =>
  all.reduce((campaign, one) => foldObservation(campaign, one), fresh);

describe("foldObservation", () => {
  it("always shows the last good answer, whatever failed since, and no other once it has ended", () => {
    fc.assert(
      fc.property(fc.array(observation), (all) => {
        const answers = all.filter((one) => one.kind === "answered");
        const last = (answers.some(hasEnded) ? answers.filter(hasEnded) : answers).at(-1);
        const folded = foldAll(all);
        expect(folded.facts).toEqual(last?.facts ?? null);
        expect(folded.observedAt).toBe(last?.at ?? null);
      }),
    );
  });

  it("holds a failure exactly while the last look failed", () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1 }), (all) => {
        const folded = foldAll(all);
        const last = all.at(-1)?.kind;
        const lastFailed = last !== "answered" && !(last === "notFound" && hasEnded(folded));
        expect(folded.failure !== null).toBe(lastFailed);
        expect(folded.failingSince !== null).toBe(lastFailed);
      }),
    );
  });

  it("confirms an end only when two looks agree on it", () => {
    const ended = { ...blank, stateCode: 2, calledCallees: 9 };
    const look = (change: Partial<CampaignFacts>): Observation => ({
      kind: "answered",
      at: 1,
      facts: { ...ended, ...change },
    });
    expect(foldAll([look({})]).endConfirmed).toBe(false);
    expect(foldAll([look({}), look({})]).endConfirmed).toBe(true);
    expect(foldAll([look({ calledCallees: 8 }), look({})]).endConfirmed).toBe(false);
    expect(foldAll([look({ stateCode: 1 }), look({})]).endConfirmed).toBe(false);
  });

  it.each([0, 1, 9, null])("keeps a known end, whatever a later call says: state %s", (stateCode) => {
    const ended: Observation = {
      kind: "answered",
      at: 4,
      facts: { ...blank, stateCode: 3, calledCallees: 9 },
    };
    const later: Observation = { kind: "answered", at: 5, facts: { ...blank, stateCode } };
    const folded = foldAll([ended, failed("campaign"), later]);
    expect(folded).toMatchObject({ endConfirmed: true, failure: null, endedAt: 4, observedAt: 4 });
    expect(folded.facts).toMatchObject({ stateCode: 3, calledCallees: 9 });
  });

  it("counts only what is the campaign's own fault", () => {
    expect(foldAll([failed("upstream"), failed("upstream")]).failures).toBe(0);
    expect(foldAll([failed("campaign"), failed("upstream"), failed("campaign")]).failures).toBe(2);
  });

  it("needs attention at once when its application is denied", () => {
    const denied = foldAll([failed("application")]);
    expect(attentionOf(denied).map(({ kind }) => kind)).toEqual(["upstreamFailing"]);
    expect(denied.failure?.code).toBe("InternalError");
  });

  it("keeps a known end that the upstream has forgotten, and asks no more", () => {
    const ended: Observation = { kind: "answered", at: 4, facts: { ...blank, stateCode: 2 } };
    const folded = foldAll([ended, failed("campaign"), gone]);
    expect(folded).toMatchObject({ endConfirmed: true, notFoundSince: null, failure: null, endedAt: 4 });
    expect(attentionOf(folded)).toEqual([]);
  });
});

const blank: CampaignFacts = {
  name: null,
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: null,
  startTime: null,
  endTime: null,
  totalCallees: null,
  calledCallees: null,
  uui: null,
  requestId: null,
};
