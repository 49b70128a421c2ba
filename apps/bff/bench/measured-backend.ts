import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RunningSimulator } from "@cruiseboard/testing";
import { productEnvironment, productFlags } from "./product-flags.ts";

/** The product itself, as a process of its own. */
export interface MeasuredBackend {
  readonly url: string;
  /** CPU time spent so far, user and system. */
  cpuSeconds(): Promise<number>;
  /** One sample of `/metrics`, by its name. */
  metric(name: string): Promise<number>;
  /** Puts the simulator's first so many campaigns on the watch list. */
  watch(campaigns: number): Promise<void>;
  stop(): Promise<void>;
  /** Without a word to it. */
  kill(): Promise<void>;
}

const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const firstCampaign = { sdkAppId: 1_400_000_000, campaignId: 2569 };

/** `environment`: where it keeps what it knows, and what else it is told. */
export async function startBackend(
  environment: ({ readonly DATABASE_URL: string } | { readonly DATA_DIR: string }) &
    Readonly<Record<string, string>>,
  simulator: RunningSimulator,
): Promise<MeasuredBackend> {
  const { NODE_COMPILE_CACHE } = process.env;
  const child = fork(program, {
    execArgv: productFlags,
    env: {
      ...productEnvironment,
      ...environment,
      // As `npm start` hands it on.
      ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
      CCC_ENDPOINT: simulator.url,
      TENCENTCLOUD_SECRET_ID: simulator.secretId,
      TENCENTCLOUD_SECRET_KEY: simulator.secretKey,
      PORT: "0",
      LOG_LEVEL: "silent",
    },
  });
  const exited = once(child, "exit");
  const [{ url }] = (await once(child, "message")) as [{ url: string }];
  const metric = async (name: string) => {
    const text = await (await fetch(new URL("/metrics", url))).text();
    return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
  };
  return {
    url,
    metric,
    cpuSeconds: () => metric("process_cpu_seconds_total"),
    async watch(count) {
      const { sdkAppId, campaignId } = firstCampaign;
      const campaigns = Array.from({ length: count }, (_, index) => ({
        sdkAppId,
        campaignId: campaignId + index,
      }));
      await fetch(new URL("/api/v1/watch-list", url), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ campaigns }),
      });
    },
    async stop() {
      child.disconnect();
      await exited;
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
