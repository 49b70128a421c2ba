import type { Campaign } from "@cruiseboard/contract";

/** A running campaign for tests; say what differs. */
export function campaignFixture(own: Partial<Campaign> = {}): Campaign {
  return {
    sdkAppId: 1_400_000_000,
    campaignId: 2569,
    label: null,
    name: "New energy SUV",
    agent: "foo@example.com",
    concurrency: 3,
    callOrder: "random",
    state: "running",
    stateCode: 1,
    startTime: "2026-11-22T01:00:00.000Z",
    endTime: "2026-11-22T09:00:00.000Z",
    totalCallees: 900,
    calledCallees: 412,
    observedAt: "2026-11-22T05:00:00.000Z",
    freshness: "live",
    requestId: "3c140219-cfe9-470e-b241-907877d6fb03",
    failure: null,
    pacePerMinute: null,
    requiredPacePerMinute: null,
    eta: null,
    advice: null,
    uncalledAtClose: null,
    ending: null,
    attention: [],
    agentStatus: null,
    ...own,
  };
}
