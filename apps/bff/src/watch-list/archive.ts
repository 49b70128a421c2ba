import {
  type ArchivedCampaign,
  type ArchiveRule,
  archiveRuleSchema,
  type CampaignKey,
  campaignPath,
  type WatchListEntry,
} from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import { toInstant, toInstantOrNull } from "../campaigns/instant.ts";
import { stateOf } from "../campaigns/observation.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import { type Clock, repeat } from "../clock.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts } from "../store/last-facts-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";
import type { ArchivedEntry, ArchiveStore } from "../store/watch-list-store.ts";
import type { WatchList } from "./watch-list.ts";

/** Campaigns that ended long enough ago leave the board for the archive, by a rule that managers set. */
export interface Archive {
  start(): void;
  /** Resolves when what is under way has ended; no timer is left. */
  stop(): Promise<void>;
  rule(): Promise<ArchiveRule>;
  /** Durable once it resolves; what falls under it leaves within moments. */
  setRule(rule: ArchiveRule): Promise<void>;
  /** Newest in the archive first. */
  entries(): Promise<ArchivedCampaign[]>;
  /** Whose it was, from memory (read once); null: not known, or not in the archive. */
  agentOf(key: CampaignKey): Promise<string | null>;
  /** This or another backend has archived it. */
  archived(key: CampaignKey, agent: string | null): void;
  /** As it was last seen; null: it is not in the archive. */
  find(key: CampaignKey): Promise<TrackedCampaign | null>;
  /** Deletes it from the archive; its history goes when its time has come. True if it was there. */
  remove(key: CampaignKey): Promise<boolean>;
}

export interface ArchiveOptions {
  readonly store: ArchiveStore;
  readonly settings: SettingsStore;
  readonly history: Pick<HistoryStore, "lastFactsOf">;
  readonly watchList: Pick<WatchList, "archive" | "entries" | "mayBeWatched">;
  readonly board: Pick<Board, "get">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
  /** Called once a campaign has been deleted from the archive. */
  readonly onRemoved: (key: CampaignKey) => void;
}

const ruleName = "archiveRule";
const hourMs = 3_600_000;
/** How often the board is looked through, ms. */
const sweepEveryMs = 60_000;
/** Waits after failed sweeps in a row, ms. */
const retryAfterMs = [5000, 15_000];
/** At most so many a sweep, so that it holds nobody up. */
const mostPerSweep = 200;

export function createArchive(options: ArchiveOptions): Archive {
  const { store, settings, watchList, board, clock, logger } = options;
  const sweeping = repeat({
    clock,
    async run() {
      await sweep();
      return sweepEveryMs;
    },
    retryAfterMs,
    onError: (error) => logger.error({ err: error }, "campaigns cannot be archived; trying again"),
  });

  const readRule = async () => (await settings.read(ruleName, archiveRuleSchema)) ?? { afterHours: null };

  async function sweep(): Promise<void> {
    const { afterHours } = await readRule();
    if (afterHours === null) return;
    const before = clock.now() - afterHours * hourMs;
    const due = (await watchList.entries()).filter((entry) => isDue(entry, board.get(entry), before));
    const keys = due.slice(0, mostPerSweep).map(({ sdkAppId, campaignId }) => ({ sdkAppId, campaignId }));
    if (keys.length === 0) return;
    await watchList.archive(keys);
    logger.info({ campaigns: keys.length }, "ended campaigns archived");
  }

  /** By campaign path. An entry may outlast its row: whoever may see it is then told that there is none. */
  const agents = new Map<string, string | null>();
  let reading: Promise<void> | null = null;

  async function readAgents(): Promise<void> {
    for (const campaign of await known(await store.all())) {
      const path = campaignPath(campaign);
      if (!agents.has(path)) agents.set(path, campaign.agent);
    }
  }

  async function known(entries: readonly ArchivedEntry[]): Promise<ArchivedCampaign[]> {
    const facts = await options.history.lastFactsOf(entries.map(({ key }) => key));
    return entries.map((entry) => presentArchived(entry, facts.get(campaignPath(entry.key)) ?? null));
  }

  return {
    start: () => sweeping.start(sweepEveryMs),
    stop: () => sweeping.stop(),
    rule: readRule,
    async setRule(rule) {
      await settings.save(ruleName, rule);
      sweeping.wake();
    },
    entries: async () => known((await store.all()).filter(({ key }) => watchList.mayBeWatched(key))),
    async agentOf(key) {
      reading ??= readAgents().catch((error: unknown) => {
        reading = null;
        throw error;
      });
      await reading;
      return agents.get(campaignPath(key)) ?? null;
    },
    archived: (key, agent) => void agents.set(campaignPath(key), agent),
    async find(key) {
      if (!watchList.mayBeWatched(key)) return null;
      const [entry, facts] = await Promise.all([store.find(key), options.history.lastFactsOf([key])]);
      return entry && asLastSeen(entry, facts.get(campaignPath(key)) ?? null);
    },
    async remove(key) {
      const wasThere = await store.remove(key);
      agents.delete(campaignPath(key));
      if (wasThere) options.onRemoved(key);
      return wasThere;
    },
  };
}

/** Counted from the end, or from when it was added if that is later: what somebody brings back stays for a while. */
function isDue(entry: WatchListEntry, campaign: TrackedCampaign | null, before: number): boolean {
  if (!campaign?.endConfirmed || campaign.endedAt === null) return false;
  return Math.max(campaign.endedAt, Date.parse(entry.addedAt)) <= before;
}

function asLastSeen({ key, label }: ArchivedEntry, known: LastFacts | null): TrackedCampaign {
  return { ...trackCampaign(key, label), ...known, key };
}

function presentArchived(entry: ArchivedEntry, known: LastFacts | null): ArchivedCampaign {
  const facts = known?.facts;
  return {
    ...entry.key,
    label: entry.label,
    addedAt: toInstant(entry.addedAt),
    archivedAt: toInstant(entry.archivedAt),
    name: facts?.name ?? null,
    agent: facts?.agent ?? null,
    state: stateOf(facts?.stateCode),
    stateCode: facts?.stateCode ?? null,
    startTime: toInstantOrNull(facts?.startTime),
    endTime: toInstantOrNull(facts?.endTime),
    totalCallees: facts?.totalCallees ?? null,
    calledCallees: facts?.calledCallees ?? null,
    observedAt: toInstantOrNull(known?.observedAt),
  };
}
