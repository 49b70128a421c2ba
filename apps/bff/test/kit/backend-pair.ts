import { type BoardAnswer, boardAnswerSchema, type CampaignKey } from "@cruiseboard/contract";
import { type RunningSimulator, until } from "@cruiseboard/testing";
import { type BackendProcess, environmentOf, startBackendProcess } from "./backend-process.ts";
import { startBusySimulator } from "./start-busy-simulator.ts";

/** Two backends on one database, and the upstream they share. */
export interface BackendPair {
  readonly simulator: RunningSimulator;
  /** The one that asks the upstream. */
  readonly leader: BackendProcess;
  readonly follower: BackendProcess;
  /** Watched by both. */
  readonly campaigns: readonly CampaignKey[];
  /** One more on the same database. */
  startAnother(): BackendProcess;
}

const sdkAppId = 1_400_000_000;
/** A start and a first look take seconds where other tests keep the machine busy. */
const startWithinMs = 60_000;

/** `running` campaigns call somebody all the time; from 20 on they keep the whole budget busy. */
export async function startBackendPair(databaseUrl: string, running: number): Promise<BackendPair> {
  const { simulator, campaigns } = await startBusySimulator(sdkAppId, running);
  const startAnother = () =>
    startBackendProcess(
      environmentOf({
        DATABASE_URL: databaseUrl,
        CCC_ENDPOINT: simulator.url,
        TENCENTCLOUD_SECRET_ID: simulator.secretId,
        TENCENTCLOUD_SECRET_KEY: simulator.secretKey,
      }),
    );
  const leader = startAnother();
  await until(() => leads(leader), startWithinMs);
  const follower = startAnother();
  await leader.ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  const allObserved = async () =>
    (await boardOf(follower)).campaigns.every(({ observedAt }) => observedAt !== null);
  await until(allObserved, startWithinMs);
  return { simulator, leader, follower, campaigns, startAnother };
}

/** Whether it has ever led. */
export function leads(backend: BackendProcess): boolean {
  return backend.stdout().includes("this backend leads from now on");
}

/** The whole board, or what changed since a cursor. */
export async function boardOf(backend: BackendProcess, since?: string): Promise<BoardAnswer> {
  const query = since === undefined ? "" : `?since=${since}`;
  return boardAnswerSchema.parse((await backend.ask(`/api/v1/campaigns${query}`)).json());
}
