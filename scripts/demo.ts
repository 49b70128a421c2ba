import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type ServiceProcess, startService } from "./service-process.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const sdkAppId = 1_400_000_000;
const firstCampaignId = 2569;
const seed = 7;
const worldLastsMs = 2 * 3_600_000;
const pastHours = 6;
/** The time when the world began, then a line once its past is imported. */
const worldFile = "demo-epoch";
const pastImported = "past imported";

/**
 * One campaign of every kind of attention. Seconds before and after the world's beginning; with the drawn campaigns they
 * are enough to scroll, and few enough to stay fresh at 20 requests a second.
 */
const drawnCampaigns = 52;
const orders = [
  {
    name: "Credit card activation, second call",
    agent: "agent-12@team-a.example.com",
    concurrency: 3,
    startsInSeconds: -6000,
    lastsSeconds: 9000,
    total: 900,
    ratePerMinute: 4.5,
  },
  {
    name: "Broadband renewal, north district",
    agent: "agent-03@team-b.example.com",
    concurrency: 4,
    startsInSeconds: -4200,
    lastsSeconds: 10_800,
    total: 600,
    ratePerMinute: 6,
    stall: { from: -840, to: 2400 },
  },
  {
    name: "Appointment reminders, Friday",
    agent: "agent-21@team-a.example.com",
    concurrency: 2,
    startsInSeconds: -360,
    lastsSeconds: 7200,
    total: 260,
    ratePerMinute: 3,
    startDelaySeconds: 2400,
  },
  {
    name: "Policy expiry notice, week 48",
    agent: "agent-08@team-c.example.com",
    concurrency: 3,
    startsInSeconds: -11_400,
    lastsSeconds: 11_100,
    total: 1000,
    ratePerMinute: 4,
    overrunSeconds: 3600,
  },
  {
    name: "Premium members, autumn offer",
    agent: "agent-17@team-b.example.com",
    concurrency: 4,
    startsInSeconds: -5700,
    lastsSeconds: 14_400,
    total: 800,
    ratePerMinute: 5,
    abortsInSeconds: -1080,
  },
  {
    name: "Delivery satisfaction survey",
    agent: "agent-30@team-c.example.com",
    concurrency: 3,
    startsInSeconds: -9600,
    lastsSeconds: 7500,
    total: 700,
    ratePerMinute: 4.5,
  },
  {
    name: "New account welcome calls",
    agent: "agent-25@team-a.example.com",
    concurrency: 2,
    startsInSeconds: -2700,
    lastsSeconds: 12_600,
    total: 480,
    ratePerMinute: 3.2,
  },
  {
    name: "Dental check-up reminders",
    agent: "agent-19@team-b.example.com",
    concurrency: 2,
    startsInSeconds: -3300,
    lastsSeconds: 10_800,
    total: 350,
    ratePerMinute: 2.5,
  },
  {
    name: "Roadside assistance, renewals",
    agent: "agent-30@team-d.example.com",
    concurrency: 3,
    startsInSeconds: -3600,
    lastsSeconds: 14_400,
    total: 420,
    ratePerMinute: 4,
    stall: { from: -720, to: 2700, agent: "rest", reason: "Coaching" },
  },
] as const;
const firstOrderedId = firstCampaignId + drawnCampaigns;
const failingId = firstOrderedId + 6;
/** Deleted in the simulator once its past is imported. */
const deletedId = firstOrderedId + 7;

export interface DemoUpstream {
  /** What the backend is started with. */
  readonly environment: Environment;
  /** Ends the preparation: in a new data folder with hours of history of the demo's world. */
  readonly loadPast: (backendEnvironment: Environment) => Promise<void>;
}

/** Starts the simulator, its world and one campaign of every kind of attention. */
export async function startDemoUpstream(
  environment: Environment,
  services: ServiceProcess[],
): Promise<DemoUpstream> {
  const secretId = `demo-${randomBytes(8).toString("hex")}`;
  const secretKey = randomBytes(24).toString("base64url");
  const dataFolder = environment["DATA_DIR"]?.trim() || "data";
  const { epoch, needsPast } = demoWorld(dataFolder);
  const options = {
    port: 0,
    campaigns: drawnCampaigns,
    seed,
    epoch: new Date(epoch).toISOString(),
    // The backend keeps to 20, but on a busy machine the simulator reads the requests of some seconds at once.
    "requests-per-second": 60,
  };
  const simulator = startService({
    name: "simulator",
    script: "apps/simulator/src/main.ts",
    args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
    env: { ...environment, SIMULATOR_SECRET_ID: secretId, SIMULATOR_SECRET_KEY: secretKey },
    showsOutput: false,
  });
  services.push(simulator);
  const url = await simulator.listening;
  await orderCampaigns(url, epoch);
  const ids = Array.from({ length: drawnCampaigns + orders.length }, (_, index) => firstCampaignId + index);
  return {
    environment: {
      TENCENTCLOUD_SECRET_ID: secretId,
      TENCENTCLOUD_SECRET_KEY: secretKey,
      TENCENTCLOUD_SESSION_TOKEN: "",
      TENCENTCLOUD_SESSION_TOKEN_FILE: "",
      CCC_ENDPOINT: url,
      CRUISEBOARD_DEMO_CAMPAIGNS: ids.map((campaignId) => `${sdkAppId}/${campaignId}`).join(),
    },
    async loadPast(backendEnvironment) {
      if (needsPast) await importPast(url, dataFolder, backendEnvironment);
      await send(url, "DELETE", `campaigns/${deletedId}`);
    },
  };
}

async function orderCampaigns(url: string, epoch: number): Promise<void> {
  const at = (seconds: number) => epoch + seconds * 1000;
  for (const [index, order] of orders.entries()) {
    const { startsInSeconds, stall, abortsInSeconds, ...rest } = {
      stall: null,
      abortsInSeconds: null,
      ...order,
    };
    await send(url, "POST", "campaigns", {
      ...rest,
      campaignId: firstOrderedId + index,
      startTime: at(startsInSeconds),
      ...(stall && { stalls: [{ ...stall, from: at(stall.from), to: at(stall.to) }] }),
      ...(abortsInSeconds && { abortAt: at(abortsInSeconds) }),
    });
  }
  await send(url, "POST", "faults", {
    kind: "errorCode",
    code: "InternalError.DBError",
    campaignId: failingId,
  });
}

async function send(url: string, method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${url}/control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`The simulator refused ${method} ${path}: ${await response.text()}`);
}

async function importPast(url: string, dataFolder: string, environment: Environment): Promise<void> {
  const file = join(dataFolder, "demo-history.csv");
  try {
    const response = await fetch(`${url}/control/history.csv?hours=${pastHours}`);
    writeFileSync(file, await response.text());
    const env = { ...environment, INIT_CWD: process.cwd() };
    await promisify(execFile)(process.execPath, ["apps/bff/src/cli/import-history.ts", file], { env });
    appendFileSync(join(dataFolder, worldFile), `\n${pastImported}`);
  } catch (error) {
    // The demo works without its past. The backend reports a wrong configuration, too.
    if (!(error as Error).message.includes("\nThe configuration cannot be used"))
      console.error(`The demo starts without history: ${(error as Error).message}`);
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * `epoch` in epoch milliseconds. A restart within two hours continues the world, so that its records stay valid; a first
 * start that failed is made up for. A new world in an old folder has no past: the folder holds another world's.
 */
function demoWorld(dataFolder: string): { epoch: number; needsPast: boolean } {
  const file = join(dataFolder, worldFile);
  const now = Date.now();
  let isNewFolder = true;
  try {
    const [began = "", past] = readFileSync(file, "utf8").split("\n");
    isNewFolder = false;
    const epoch = Date.parse(began);
    if (epoch <= now && now - epoch < worldLastsMs) return { epoch, needsPast: past !== pastImported };
  } catch {
    // A new folder.
  }
  const epoch = Math.floor(now / 1000) * 1000;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${new Date(epoch).toISOString()}${isNewFolder ? "" : `\n${pastImported}`}`);
  } catch {
    // The backend reports what is wrong with the folder.
  }
  return { epoch, needsPast: isNewFolder };
}
