import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials } from "./credentials.ts";
import { freePort } from "./identity-provider.ts";
import { startNginx } from "./nginx.ts";
import { sendJson } from "./send-json.ts";
import { startServer } from "./server-process.ts";

export const sdkAppId = 1_400_000_000;

/** Of a campaign, what tests compare with the page. */
interface CampaignAnswer {
  readonly sdkAppId: number;
  readonly campaignId: number;
  readonly name: string | null;
  readonly agent: string | null;
  readonly state: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly calledCallees: number | null;
  readonly totalCallees: number | null;
  readonly observedAt: string | null;
  readonly requestId: string | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
}

interface BoardAnswer {
  readonly cursor: string;
  readonly full: boolean;
  readonly campaigns: readonly CampaignAnswer[];
  readonly removed: readonly unknown[];
  readonly upstream: { readonly status: string; readonly message: string | null };
  readonly serverTime: string;
}

/** The product's backend, serving the built page, with a data folder of its own. */
export interface Backend {
  readonly url: string;
  /** Everything that it has logged, of all its lives. */
  log(): string;
  watch(campaignIds: readonly number[]): Promise<void>;
  watched(): Promise<number[]>;
  board(): Promise<BoardAnswer>;
  /** `kill -9`; `restart` brings it back to the same port and data folder, so many hours later by its own clock. */
  kill(): Promise<void>;
  restart(hoursLater?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface BackendOptions {
  readonly endpoint: string;
  /** On top of what every backend of a test gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** What lets the test itself in, where the backend wants tokens. */
  readonly token?: string;
}

/** `npm run proof -- path`: boards are served under a path, by an nginx that takes it off (`strips`) or passes it on (`passes`). */
const pathProxy = process.env["E2E_PATH_PROXY"];
export const basePath = pathProxy ? "/apps/cruiseboard" : "";

export async function startBackend(options: BackendOptions): Promise<Backend> {
  if (!pathProxy) return startBareBackend(options);
  const port = options.env?.["PORT"] ?? `${await freePort()}`;
  const env = { PUBLIC_URL: basePath, TRUST_PROXY: "1", ...options.env, PORT: "0" };
  const backend = await startBareBackend({ ...options, env });
  const target = pathProxy === "strips" ? `${backend.url}/` : backend.url;
  const nginx = await startNginx({ port: Number(port), routes: { [`${basePath}/`]: target } });
  return {
    ...backend,
    url: `http://127.0.0.1:${port}${basePath}`,
    stop: async () => void (await Promise.all([nginx.stop(), backend.stop()])),
  };
}

async function startBareBackend({ endpoint, env = {}, token }: BackendOptions): Promise<Backend> {
  const dataFolder = await mkdtemp(join(tmpdir(), "cruiseboard-e2e-"));
  const start = (port: string, hoursLater = 0) =>
    startServer({
      script: "apps/bff/src/main.ts",
      env: {
        PORT: port,
        DATA_DIR: dataFolder,
        CCC_ENDPOINT: endpoint,
        TENCENTCLOUD_SECRET_ID: credentials.secretId,
        TENCENTCLOUD_SECRET_KEY: credentials.secretKey,
        ...(hoursLater > 0 && { NODE_OPTIONS: `--import=${clockAhead(hoursLater)}` }),
        ...env,
      },
    });
  let process = await start("0");
  let earlierLog = "";
  const { url } = process;
  return {
    url,
    log: () => earlierLog + process.output(),
    async watch(campaignIds) {
      const campaigns = campaignIds.map((campaignId) => ({ sdkAppId, campaignId }));
      await sendJson("POST", `${url}/api/v1/watch-list`, { campaigns }, token);
    },
    async watched() {
      const path = `${url}/api/v1/watch-list`;
      const list = await sendJson<{ campaigns: { campaignId: number }[] }>("GET", path, undefined, token);
      return list.campaigns.map(({ campaignId }) => campaignId).toSorted((one, other) => one - other);
    },
    board: () => readBoard(url, token),
    kill: () => process.kill(),
    async restart(hoursLater) {
      earlierLog += process.output();
      process = await start(new URL(url).port, hoursLater);
    },
    async stop() {
      await process.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

export function readBoard(url: string, token?: string): Promise<BoardAnswer> {
  return sendJson<BoardAnswer>("GET", `${url}/api/v1/campaigns`, undefined, token);
}

/** A module that sets a process's clock ahead. */
function clockAhead(hours: number): string {
  const source = `const now = Date.now; Date.now = () => now() + ${hours * 3_600_000};`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
