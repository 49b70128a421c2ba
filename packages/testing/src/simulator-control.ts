/** A fault to inject, as `POST /control/faults` takes it; which other fields count depends on the kind. */
export interface SimulatorFault {
  readonly kind: string;
  /** Share of the calls it hits, 0 to 1. Either this or `next`. */
  readonly ratio?: number;
  /** How many calls it hits before it goes away. */
  readonly next?: number;
  /** Only calls for this campaign. */
  readonly campaignId?: number;
  /** The error code of an error envelope. */
  readonly code?: string;
  readonly latencyMs?: number;
  /** How far the upstream's clock is off. */
  readonly offsetMs?: number;
  readonly [further: string]: unknown;
}

export interface SimulatorClockChange {
  /** Simulated seconds per second. */
  readonly speed?: number;
  /** The instant to go to. */
  readonly set?: number | string;
  readonly advanceMs?: number;
}

/** The simulator's control interface. Each call rejects with the answer's text when it is refused. */
export interface SimulatorControl {
  addFault(fault: SimulatorFault): Promise<unknown>;
  clearFaults(): Promise<void>;
  setClock(change: SimulatorClockChange): Promise<unknown>;
  stats(): Promise<unknown>;
  world(): Promise<unknown>;
  /** Forces fields of one campaign, whatever the clock says. */
  overrideCampaign(campaignId: number, fields: Readonly<Record<string, unknown>>): Promise<unknown>;
  addCampaign(fields: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** @param url where the simulator listens, without a path. */
export function createSimulatorControl(url: string): SimulatorControl {
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`/control/${path}`, url), {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /control/${path}: HTTP ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  return {
    addFault: (fault) => send("POST", "faults", fault),
    clearFaults: async () => {
      await send("DELETE", "faults");
    },
    setClock: (change) => send("POST", "clock", change),
    stats: () => send("GET", "stats"),
    world: () => send("GET", "world"),
    overrideCampaign: (campaignId, fields) => send("POST", `campaigns/${campaignId}`, fields),
    addCampaign: (fields) => send("POST", "campaigns", fields),
  };
}
