import { createSimulator } from "../../apps/simulator/src/create-simulator.ts";
import { credentials } from "./credentials.ts";
import { sendJson } from "./send-json.ts";

/** A campaign to be made; simulated time is real time here. */
interface CampaignOrder {
  /** Of an existing one: replaces it. */
  readonly campaignId?: number;
  readonly name?: string;
  readonly total: number;
  readonly ratePerMinute: number;
  readonly startsInSeconds?: number;
  readonly lastsSeconds: number;
}

/** See docs/simulator.md. */
interface Fault {
  readonly kind: "reset" | "hang" | "http500Html" | "errorCode" | "latency" | "clockOffset";
  readonly code?: string;
  readonly campaignId?: number;
  readonly latencyMs?: number;
  readonly offsetMs?: number;
}

/** The upstream of a test, to be steered while the test runs. */
export interface Simulator {
  readonly url: string;
  /** Answers the campaign's id. */
  add(order: CampaignOrder): Promise<number>;
  /** Forces fields of a campaign, by the upstream's own names. */
  override(campaignId: number, fields: Readonly<Record<string, unknown>>): Promise<void>;
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** It is gone at once, and so are its connections; `restart` brings the same world back to the same port. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Its campaigns are 2569 and following, of application 1400000000. */
export async function startSimulator(campaigns: number): Promise<Simulator> {
  const epoch = Date.now();
  const create = () => createSimulator({ ...credentials, campaigns, seed: 7, epoch });
  let simulator = create();
  const url = await simulator.listen();
  const control = (path: string) => `${url}/control/${path}`;
  return {
    url,
    async add(order) {
      const { campaignId } = await sendJson<{ campaignId: number }>("POST", control("campaigns"), order);
      return campaignId;
    },
    override: (id, fields) => sendJson("POST", control(`campaigns/${id}`), fields),
    fault: (fault) => sendJson("POST", control("faults"), fault),
    clearFaults: () => sendJson("DELETE", control("faults")),
    crash: () => simulator.close(),
    async restart() {
      simulator = create();
      await simulator.listen(Number(new URL(url).port));
    },
    stop: () => simulator.close(),
  };
}
