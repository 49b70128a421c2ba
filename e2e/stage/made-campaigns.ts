import { sdkAppId } from "./backend.ts";

/** A campaign as the API tells it; instants are ISO 8601. */
export interface MadeCampaign {
  readonly sdkAppId: number;
  readonly campaignId: number;
  readonly label: string | null;
  readonly name: string | null;
  readonly agent: string | null;
  readonly concurrency: number | null;
  readonly callOrder: "random" | "sequential" | "unknown";
  readonly state: "notStarted" | "running" | "completed" | "terminated" | "unknown";
  readonly stateCode: number | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly totalCallees: number | null;
  readonly calledCallees: number | null;
  readonly observedAt: string | null;
  readonly freshness: "pending" | "live" | "stale";
  readonly requestId: string | null;
  readonly failure: { code: string; message: string; requestId: string | null; at: string } | null;
  readonly pacePerMinute: number | null;
  readonly requiredPacePerMinute: number | null;
  readonly eta: { earliest: string; latest: string } | null;
  readonly uncalledAtClose: number | null;
  readonly ending: "exhausted" | "windowClosed" | "stoppedEarly" | null;
  readonly attention: readonly { kind: string; since: string }[];
}

/** The moment at which every made world stands: 14:05:09 in Shanghai. */
export const madeNow = "2026-11-22T06:05:09.000Z";

/** An instant so many minutes before (negative) or after the made moment. */
export function minutesFromNow(minutes: number): string {
  return new Date(Date.parse(madeNow) + minutes * 60_000).toISOString();
}

const stateCodes = { notStarted: 0, running: 1, completed: 2, terminated: 3, unknown: null } as const;

/** A running campaign half way through its window; say what differs. */
export function madeCampaign(campaignId: number, own: Partial<MadeCampaign> = {}): MadeCampaign {
  const state = own.state ?? "running";
  return {
    sdkAppId,
    campaignId,
    label: null,
    name: `Campaign ${campaignId} by name`,
    agent: "agent07@example.com",
    concurrency: 3,
    callOrder: "random",
    state,
    stateCode: stateCodes[state],
    startTime: minutesFromNow(-240),
    endTime: minutesFromNow(240),
    totalCallees: 900,
    calledCallees: 480,
    observedAt: minutesFromNow(-0.05),
    freshness: "live",
    requestId: "3c140219-cfe9-470e-b241-907877d6fb03",
    failure: null,
    pacePerMinute: 2.4,
    requiredPacePerMinute: 1.8,
    eta: { earliest: minutesFromNow(160), latest: minutesFromNow(195) },
    uncalledAtClose: 0,
    ending: null,
    attention: [],
    ...own,
  };
}

/** Of a campaign that has not been observed yet. */
export const neverSeen = {
  name: null,
  agent: null,
  concurrency: null,
  callOrder: "unknown",
  requestId: null,
  state: "unknown",
  startTime: null,
  endTime: null,
  observedAt: null,
  freshness: "pending",
  totalCallees: null,
  calledCallees: null,
  pacePerMinute: null,
  requiredPacePerMinute: null,
  eta: null,
  uncalledAtClose: null,
} as const;

const quiet = { pacePerMinute: null, requiredPacePerMinute: null, eta: null, uncalledAtClose: null };
const ended = { ...quiet, startTime: minutesFromNow(-540), endTime: minutesFromNow(-60) };
const coming = { ...quiet, state: "notStarted", calledCallees: 0 } as const;

/** One campaign of each kind that a board may show, worst first. */
export const everyKind: readonly MadeCampaign[] = [
  madeCampaign(2569, {
    name: "New energy SUV",
    endTime: minutesFromNow(84),
    calledCallees: 412,
    pacePerMinute: 4.1,
    requiredPacePerMinute: 5.8,
    eta: { earliest: minutesFromNow(104), latest: minutesFromNow(135) },
    uncalledAtClose: 120,
    attention: [{ kind: "willMissWindow", since: minutesFromNow(-22) }],
  }),
  madeCampaign(2570, {
    name: "Renewal Q4 south",
    agent: "agent12@example.com",
    calledCallees: 150,
    totalCallees: 600,
    pacePerMinute: 0,
    eta: null,
    uncalledAtClose: 450,
    attention: [{ kind: "stalled", since: minutesFromNow(-11) }],
  }),
  madeCampaign(2571, {
    name: "续保提醒 · 华东",
    agent: "agent03@example.com",
    ...coming,
    startTime: minutesFromNow(-6),
    totalCallees: 1200,
    attention: [{ kind: "lateStart", since: minutesFromNow(-4) }],
  }),
  madeCampaign(2572, {
    name: "Winter tyres",
    agent: "agent12@example.com",
    state: "terminated",
    ...ended,
    endTime: minutesFromNow(60),
    calledCallees: 318,
    uncalledAtClose: 582,
    ending: "stoppedEarly",
    attention: [{ kind: "stoppedEarly", since: minutesFromNow(-33) }],
  }),
  madeCampaign(2573, { name: "Credit card reactivation", calledCallees: 18_204, totalCallees: 31_500 }),
  madeCampaign(2574, {
    name: "Broadband upgrade",
    agent: "agent21@example.com",
    ...quiet,
    startTime: minutesFromNow(-3),
    calledCallees: 6,
  }),
  madeCampaign(2575, {
    name: "Survey after service",
    agent: "agent21@example.com",
    freshness: "stale",
    observedAt: minutesFromNow(-4),
  }),
  madeCampaign(2576, { name: "Insurance quotes", agent: "agent03@example.com", calledCallees: 700 }),
  madeCampaign(2577, {
    name: "Evening round",
    ...coming,
    startTime: minutesFromNow(175),
    endTime: minutesFromNow(400),
  }),
  madeCampaign(2578, {
    name: "Loyalty programme",
    state: "completed",
    ...ended,
    calledCallees: 900,
    uncalledAtClose: 0,
    ending: "exhausted",
  }),
  madeCampaign(2579, {
    name: "Test drive invitations",
    state: "terminated",
    ...ended,
    calledCallees: 764,
    uncalledAtClose: 136,
    ending: "windowClosed",
    attention: [{ kind: "uncalledAtClose", since: minutesFromNow(-60) }],
  }),
];
