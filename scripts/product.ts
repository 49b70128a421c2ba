import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ServiceProcess, startService } from "./service-process.ts";

export interface ProductOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Passed to Node for the backend, such as `--watch`. */
  readonly execArgv?: readonly string[];
}

export interface Product {
  readonly url: string;
  readonly mode: "demo" | "live";
  /** Resolves with the exit code of the first server that ends. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

const credentialVariables = [
  "CCC_ACCOUNTS_FILE",
  "TENCENTCLOUD_SECRET_ID",
  "TENCENTCLOUD_SECRET_ID_FILE",
  "TENCENTCLOUD_SECRET_KEY",
  "TENCENTCLOUD_SECRET_KEY_FILE",
];

/** Enough campaigns to scroll, few enough to stay fresh at 20 requests a second. */
const demo = {
  campaigns: 60,
  firstCampaignId: 2569,
  sdkAppId: 1_400_000_000,
  seed: 7,
  worldLastsMs: 2 * 3_600_000,
} as const;

/** Limits Node's heap growth, which can otherwise reach hundreds of megabytes. Dockerfile and systemd unit set the same. */
const smallHeap = ["--max-semi-space-size=8", "--heap-growing-percent=50"];

/** glibc: returns freed memory to the system. Ignored elsewhere. */
const tidyMemory = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "1048576" };

/** Starts the backend, and in demo mode the simulator. Rejects if either does not start. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { environment } = options;
  const live = credentialVariables.some((name) => environment[name]?.trim());
  const services: ServiceProcess[] = [];
  const stop = async () => {
    // The backend stops before its upstream.
    for (const service of services.toReversed()) await service.stop();
  };
  try {
    const demoEnvironment = live ? {} : await startDemoUpstream(environment, services);
    const backend = startService({
      name: "backend",
      script: "apps/bff/src/main.ts",
      env: { ...tidyMemory, ...environment, CRUISEBOARD_MODE: live ? "live" : "demo", ...demoEnvironment },
      showsOutput: live,
      advice: "Run npm run doctor for advice.",
      execArgv: [...smallHeap, ...(options.execArgv ?? [])],
    });
    services.push(backend);
    const url = await backend.listening;
    const ended = Promise.race(services.map((service) => service.ended));
    return { url, mode: live ? "live" : "demo", ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startDemoUpstream(
  environment: ProductOptions["environment"],
  services: ServiceProcess[],
): Promise<Record<string, string>> {
  const secretId = `demo-${randomBytes(8).toString("hex")}`;
  const secretKey = randomBytes(24).toString("base64url");
  const simulator = startService({
    name: "simulator",
    script: "apps/simulator/src/main.ts",
    args: [
      "--port",
      "0",
      "--campaigns",
      `${demo.campaigns}`,
      "--seed",
      `${demo.seed}`,
      "--epoch",
      demoEpoch(environment["DATA_DIR"]?.trim() || "data"),
    ],
    env: { ...environment, SIMULATOR_SECRET_ID: secretId, SIMULATOR_SECRET_KEY: secretKey },
    showsOutput: false,
  });
  services.push(simulator);
  return {
    TENCENTCLOUD_SECRET_ID: secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
    TENCENTCLOUD_SESSION_TOKEN: "",
    TENCENTCLOUD_SESSION_TOKEN_FILE: "",
    CCC_ENDPOINT: await simulator.listening,
    CRUISEBOARD_DEMO_CAMPAIGNS: demoCampaigns(),
  };
}

/** When the demo's world began, ISO 8601. A restart within two hours continues it, so that its records stay valid. */
function demoEpoch(dataFolder: string): string {
  const file = join(dataFolder, "demo-epoch");
  const now = Date.now();
  try {
    const epoch = Date.parse(readFileSync(file, "utf8"));
    if (epoch <= now && now - epoch < demo.worldLastsMs) return new Date(epoch).toISOString();
  } catch {
    // First start.
  }
  const fresh = new Date(Math.floor(now / 1000) * 1000).toISOString();
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    writeFileSync(file, fresh);
  } catch {
    // The backend reports what is wrong with the folder.
  }
  return fresh;
}

function demoCampaigns(): string {
  const ids = Array.from({ length: demo.campaigns }, (_, index) => demo.firstCampaignId + index);
  return ids.map((campaignId) => `${demo.sdkAppId}/${campaignId}`).join();
}
