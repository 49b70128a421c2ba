import { credentials } from "./credentials.ts";
import { sendJson } from "./send-json.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

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
  /** The process is gone at once; `restart` brings the same world back to the same port. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Its campaigns are 2569 and following, of application 1400000000. */
export async function startSimulator(campaigns: number): Promise<Simulator> {
  const epoch = new Date().toISOString();
  let process = await startProcess(campaigns, epoch, "0");
  const { url } = process;
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
    crash: () => process.kill(),
    async restart() {
      process = await startProcess(campaigns, epoch, new URL(url).port);
    },
    stop: () => process.stop(),
  };
}

function startProcess(campaigns: number, epoch: string, port: string): Promise<ServerProcess> {
  return startServer({
    script: "apps/simulator/src/main.ts",
    args: ["--port", port, "--campaigns", `${campaigns}`, "--seed", "7", "--epoch", epoch],
    env: { SIMULATOR_SECRET_ID: credentials.secretId, SIMULATOR_SECRET_KEY: credentials.secretKey },
  });
}
