import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { trackCampaign } from "../../src/campaigns/tracked-campaign.ts";
import { builtPage } from "./built-page.ts";
import { tokenSecret } from "./mint-token.ts";
import { type QuietBackend, type QuietBackendOptions, startQuietBackend } from "./start-quiet-backend.ts";

/** A campaign of two applications and two teams; everything that it says of itself names its id. */
export interface World {
  readonly sdkAppId: number;
  readonly campaignId: number;
  /** null: it was never observed. */
  readonly agent: string | null;
}

export const world: readonly World[] = [
  { sdkAppId: 1, campaignId: 770_001, agent: "anna@team-a.example.com" },
  { sdkAppId: 1, campaignId: 770_002, agent: "bert@team-b.example.com" },
  { sdkAppId: 2, campaignId: 770_003, agent: "carl@team-a.example.com" },
  { sdkAppId: 2, campaignId: 770_004, agent: "dora@team-b.example.com" },
  { sdkAppId: 1, campaignId: 770_005, agent: null },
];
/** Not on the board any more; of two nobody knows whose they were. */
export const archived: readonly World[] = [
  { sdkAppId: 1, campaignId: 770_006, agent: null },
  { sdkAppId: 2, campaignId: 770_007, agent: null },
  { sdkAppId: 1, campaignId: 770_008, agent: "gina@team-a.example.com" },
  { sdkAppId: 2, campaignId: 770_009, agent: "hugo@team-b.example.com" },
];
/** Nobody watches it. */
export const absent: World = { sdkAppId: 1, campaignId: 770_099, agent: null };

/** What gives a campaign away. Its ids stand in what is asked, too, so they count only where nobody named them. */
export const wordsOf = ({ campaignId, agent }: World): string[] => [
  `label of ${campaignId}`,
  `name of ${campaignId}`,
  `uui of ${campaignId}`,
  `request of ${campaignId}`,
  `break of ${campaignId}`,
  ...(agent === null ? [] : [agent]),
];

export const worldKeys = world.map(({ sdkAppId, campaignId }) => ({ sdkAppId, campaignId }));
const start = Date.parse("2026-11-22T08:00:00.000Z");

/** A backend that wants tokens, with the world on its board. */
export interface ScopedStage {
  readonly clock: FakeClock;
  readonly backend: QuietBackend;
}

async function fill({ services, historyStore }: QuietBackend, clock: FakeClock): Promise<void> {
  const entries = [...world, ...archived].map((campaign) => ({
    sdkAppId: campaign.sdkAppId,
    campaignId: campaign.campaignId,
    label: `label of ${campaign.campaignId}`,
  }));
  await services.watchList.add(entries);
  const at = clock.now();
  for (const { sdkAppId, campaignId, agent } of [...world, ...archived]) {
    if (agent === null) continue;
    const key = { sdkAppId, campaignId };
    const facts = {
      name: `name of ${campaignId}`,
      agent,
      concurrency: 3,
      callOrderCode: 0,
      stateCode: 1,
      startTime: start,
      endTime: start + 3_600_000,
      totalCallees: 100,
      calledCallees: 10,
      uui: `uui of ${campaignId}`,
      requestId: `request of ${campaignId}`,
    };
    services.board.observe(key, { kind: "answered", at, facts });
    const seen = { observedAt: at, activeAt: at, endedAt: null, endConfirmed: false };
    await historyStore.write([], [{ key, facts, ...seen }]);
  }
  for (const sdkAppId of [1, 2]) {
    const agents = world.flatMap(({ campaignId, agent }) =>
      agent === null
        ? []
        : [{ account: agent, status: "rest" as const, reason: `break of ${campaignId}`, statusSince: at }],
    );
    services.board.observeAgents(sdkAppId, new Map(agents.map((one) => [one.account, one])), at);
  }
  await services.watchList.archive(archived.map(({ sdkAppId, campaignId }) => ({ sdkAppId, campaignId })));
  await nextVersion(services, clock);
}

/** Lets the board publish what was observed. */
export async function nextVersion({ board }: QuietBackend["services"], clock: FakeClock): Promise<void> {
  board.start();
  await clock.advance(300);
  board.stop();
}

/** @param onWork told all that is asked of database, board and poller. */
export async function setScopedStage(
  environment: Record<string, string> = {},
  onWork?: (what: string) => void,
  upstream: Pick<QuietBackendOptions, "refresh" | "preview" | "upstreamOf"> = {},
): Promise<ScopedStage> {
  const clock = createFakeClock(start);
  const backend = await startQuietBackend({
    clock,
    environment: { EMBED_JWT_SECRET: tokenSecret, ...environment },
    refresh: (key) => Promise.resolve(trackCampaign(key, null)),
    pageFolder: builtPage(),
    ...(onWork && { onWork }),
    ...upstream,
  });
  await fill(backend, clock);
  return { clock, backend };
}
