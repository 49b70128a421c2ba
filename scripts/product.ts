import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ServiceProcess, startService } from "./service-process.ts";

/** How the product is started, by `npm start` and `npm run dev` alike. */
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

/** A demo's world: enough campaigns to scroll through, few enough to be fresh at 20 requests a second. */
const demo = {
  campaigns: 60,
  firstCampaignId: 2569,
  sdkAppId: 1_400_000_000,
  seed: 7,
  worldLastsMs: 2 * 3_600_000,
} as const;

/**
 * Unless told, Node lets a hundred megabytes of young garbage gather, and the heap grow fourfold before it is collected.
 * Image and unit say the same.
 */
const smallHeap = ["--max-semi-space-size=8", "--heap-growing-percent=50"];

/**
 * Unless told, glibc keeps what each thread gave back apart, and large blocks with it: after answers to thousands at once,
 * a hundred megabytes that nobody uses. Other systems know nothing of these.
 */
const tidyMemory = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "1048576" };

/** Starts the backend, and in demo mode the simulator beside it. Rejects if either cannot serve. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { environment } = options;
  const live = credentialVariables.some((name) => environment[name]?.trim());
  const services: ServiceProcess[] = [];
  const stop = async () => {
    // The backend first: it should not see its upstream go.
    for (const service of services.toReversed()) await service.stop();
  };
  try {
    const demoEnvironment = live ? {} : await startDemoUpstream(environment, services);
    const backend = startService({
      name: "backend",
      script: "apps/bff/src/main.ts",
      env: { ...tidyMemory, ...environment, CRUISEBOARD_MODE: live ? "live" : "demo", ...demoEnvironment },
      showsOutput: live,
      advice: "npm run doctor says what to do about it.",
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

/**
 * When the demo's world began, ISO 8601. A restart soon after goes on in the same world, so that what was recorded of
 * it stays true; later on it would have run down, and a new one begins.
 */
function demoEpoch(dataFolder: string): string {
  const file = join(dataFolder, "demo-epoch");
  const now = Date.now();
  try {
    const epoch = Date.parse(readFileSync(file, "utf8"));
    if (epoch <= now && now - epoch < demo.worldLastsMs) return new Date(epoch).toISOString();
  } catch {
    // None yet.
  }
  const fresh = new Date(Math.floor(now / 1000) * 1000).toISOString();
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    writeFileSync(file, fresh);
  } catch {
    // The backend will say what is wrong with the folder.
  }
  return fresh;
}

/** A demo starts with something to see, as the backend reads it. */
function demoCampaigns(): string {
  const ids = Array.from({ length: demo.campaigns }, (_, index) => demo.firstCampaignId + index);
  return ids.map((campaignId) => `${demo.sdkAppId}/${campaignId}`).join();
}
