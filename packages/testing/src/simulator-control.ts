/** docs/simulator.md explains kinds and fields. Without `ratio` and `next` it strikes every call. */
export interface SimulatorFault {
  readonly kind: SimulatorFaultKind;
  /** Share of the calls, 0 to 1. Not together with `next`. */
  readonly ratio?: number;
  /** Number of calls. */
  readonly next?: number;
  /** Default: the campaigns' action. */
  readonly action?: "DescribeAgentCruiseDialingCampaign" | "DescribeStaffStatusMetrics";
  /** Only calls about this campaign. */
  readonly campaignId?: number;
  /** errorCode: the code of the envelope; default InternalError. */
  readonly code?: string;
  /** latency: default 1000. */
  readonly latencyMs?: number;
  /** clockOffset: added to the gateway's clock. */
  readonly offsetMs?: number;
  /** unknownState: the state · nullField, missingField, wrongType: the field's wire name · oversizedBody: bytes. */
  readonly value?: string | number;
}

export const simulatorFaultKinds = [
  "latency",
  "clockOffset",
  "http500Html",
  "http502Empty",
  "reset",
  "truncated",
  "empty",
  "nonJson",
  "missingResponse",
  "hang",
  "hangBody",
  "redirect",
  "errorCode",
  "unknownState",
  "nullField",
  "missingField",
  "wrongType",
  "oversizedBody",
] as const;

export type SimulatorFaultKind = (typeof simulatorFaultKinds)[number];

/** Applied in the order speed, set, advance. */
export interface SimulatorClockChange {
  /** Simulated seconds per second; 0 stops the world. */
  readonly speed?: number;
  /** The instant to go to, ISO 8601 with an offset. */
  readonly set?: string;
  readonly advanceMs?: number;
}

export interface SimulatorClockView {
  readonly now: string;
  readonly speed: number;
}

/** Counted since the start or the last reset; the control interface's own requests are not counted. */
export interface SimulatorStatistics {
  readonly requests: number;
  readonly answered: number;
  /** By error code. */
  readonly refused: Readonly<Record<string, number>>;
  /** By the kind of fault, latency apart. */
  readonly faulted: Readonly<Record<string, number>>;
  /** The most requests in any sliding second, refused ones included. */
  readonly highestPerSecond: number;
  /** Of the agents' action; the rest is of the campaigns'. */
  readonly agents: Readonly<{ requests: number; answered: number; highestPerSecond: number }>;
  readonly openConnections: number;
  readonly mostConnections: number;
  /** The longest pause of the simulator's event loop: after it, requests arrive bunched. */
  readonly longestPauseMs: number;
}

export interface SimulatedCampaign {
  readonly campaignId: number;
  /** What the upstream would answer now, by its own names. */
  readonly answer: Readonly<Record<string, unknown>>;
  readonly overrides: Readonly<Record<string, unknown>>;
  /** What will become of it. */
  readonly truth: Readonly<Record<string, unknown>>;
}

export interface SimulatorWorld extends SimulatorClockView {
  readonly sdkAppId: number;
  readonly seed: number;
  readonly epoch: string;
  readonly campaigns: readonly SimulatedCampaign[];
}

/** The window is given as instants, or in simulated seconds from now. */
export interface SimulatedCampaignOrder {
  readonly total: number;
  readonly ratePerMinute: number;
  readonly campaignId?: number;
  readonly name?: string;
  readonly agent?: string;
  readonly uui?: string;
  readonly callOrder?: 0 | 1;
  readonly concurrency?: number;
  readonly startTime?: string;
  readonly startsInSeconds?: number;
  readonly endTime?: string;
  readonly lastsSeconds?: number;
  readonly startDelaySeconds?: number;
  readonly overrunSeconds?: number;
  readonly abortAt?: string;
  readonly stalls?: readonly { readonly from: string; readonly to: string; readonly agent?: string }[];
}

/** The simulator's control interface. Calls reject with the answer's text if refused. */
export interface SimulatorControl {
  addFault(fault: SimulatorFault): Promise<void>;
  clearFaults(): Promise<void>;
  setClock(change: SimulatorClockChange): Promise<SimulatorClockView>;
  stats(): Promise<SimulatorStatistics>;
  resetStats(): Promise<void>;
  world(): Promise<SimulatorWorld>;
  /** Forces fields of one campaign, by the API's names. */
  overrideCampaign(campaignId: number, fields: Readonly<Record<string, unknown>>): Promise<SimulatedCampaign>;
  addCampaign(order: SimulatedCampaignOrder): Promise<SimulatedCampaign>;
  removeCampaign(campaignId: number): Promise<void>;
  /** Every agent's entry, as the upstream would answer now, by its own names. */
  agents(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The agent goes away, from now on by default (epoch ms), and its campaigns stall; null: comes back. */
  sendAway(
    account: string,
    absence: { status: string; reason?: string; from?: number; to?: number } | null,
  ): Promise<void>;
  overrideAgent(account: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
}

/** @param url where the simulator listens, without a path. */
export function createSimulatorControl(url: string): SimulatorControl {
  return {
    addFault: (fault) => send<void>(url, "POST", "faults", fault),
    clearFaults: () => send<void>(url, "DELETE", "faults"),
    setClock: (change) => send<SimulatorClockView>(url, "POST", "clock", change),
    stats: () => send<SimulatorStatistics>(url, "GET", "stats"),
    resetStats: () => send<void>(url, "DELETE", "stats"),
    world: () => send<SimulatorWorld>(url, "GET", "world"),
    overrideCampaign: (id, fields) => send<SimulatedCampaign>(url, "POST", `campaigns/${id}`, fields),
    addCampaign: (order) => send<SimulatedCampaign>(url, "POST", "campaigns", order),
    removeCampaign: (id) => send<void>(url, "DELETE", `campaigns/${id}`),
    agents: async () =>
      (await send<{ agents: Readonly<Record<string, unknown>>[] }>(url, "GET", "agents")).agents,
    sendAway: (account, absence) =>
      absence === null
        ? send<void>(url, "POST", "agents/back", { account })
        : send<void>(url, "POST", "agents", { account, ...absence }),
    overrideAgent: (account, fields) => send<void>(url, "POST", "agents/overrides", { account, fields }),
  };
}

/** Unvalidated: the simulator is ours, and only tests read the answer. */
async function send<Result>(url: string, method: string, path: string, body?: unknown): Promise<Result> {
  const response = await fetch(new URL(`/control/${path}`, url), {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /control/${path}: HTTP ${response.status} ${text}`);
  return JSON.parse(text);
}
