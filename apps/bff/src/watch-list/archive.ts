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
import { presentFacts } from "../campaigns/present-campaign.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import { type Clock, repeat } from "../clock.ts";
import { toKey } from "../store/campaign-columns.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts } from "../store/last-facts-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";
import type { ArchivedEntry, ArchiveStore } from "../store/watch-list-store.ts";
import type { WatchList } from "./watch-list.ts";

export interface ArchiveOptions {
  readonly store: ArchiveStore;
  readonly settings: SettingsStore;
  readonly history: Pick<HistoryStore, "lastFactsOf">;
  readonly watchList: Pick<WatchList, "archive" | "entries" | "mayBeWatched">;
  readonly board: Pick<Board, "get">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
}

const ruleName = "archiveRule";
const hourMs = 3_600_000;
const sweepEveryMs = 60_000;
const retryAfterMs = [5000, 15_000];
const mostPerSweep = 200;

/** Moves campaigns from the board to the archive some time after their end, by a rule that managers set. */
export function createArchive(options: ArchiveOptions) {
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
    const keys = due.slice(0, mostPerSweep).map(toKey);
    if (keys.length === 0) return;
    await watchList.archive(keys);
    logger.info({ campaigns: keys.length }, "ended campaigns archived");
  }

  /** By campaign path, read once. May still have an entry that was deleted. */
  const agents = new Map<string, string | null>();
  let reading: Promise<void> | null = null;

  async function readAgents(): Promise<void> {
    for (const campaign of await present(await store.all())) {
      const path = campaignPath(campaign);
      if (!agents.has(path)) agents.set(path, campaign.agent);
    }
  }

  async function present(entries: readonly ArchivedEntry[]): Promise<ArchivedCampaign[]> {
    const facts = await options.history.lastFactsOf(entries);
    return entries.map((entry) => presentArchived(entry, facts.get(campaignPath(entry)) ?? null));
  }

  return {
    start: () => sweeping.start(sweepEveryMs),
    stop: () => sweeping.stop(),
    rule: readRule,
    async setRule(rule: ArchiveRule): Promise<void> {
      await settings.save(ruleName, rule);
      sweeping.wake();
    },
    entries: async () => present((await store.all()).filter(watchList.mayBeWatched)),
    /** From memory; null: not known, or not in the archive. */
    async agentOf(key: CampaignKey): Promise<string | null> {
      reading ??= readAgents().catch((error: unknown) => {
        reading = null;
        throw error;
      });
      await reading;
      return agents.get(campaignPath(key)) ?? null;
    },
    archived: (key: CampaignKey, agent: string | null) => void agents.set(campaignPath(key), agent),
    async find(key: CampaignKey): Promise<TrackedCampaign | null> {
      if (!watchList.mayBeWatched(key)) return null;
      const [entry, facts] = await Promise.all([store.find(key), options.history.lastFactsOf([key])]);
      return entry && { ...trackCampaign(key, entry.label), ...facts.get(campaignPath(key)), key };
    },
    /** Its history stays until it expires. False: it was not there. */
    async remove(key: CampaignKey): Promise<boolean> {
      const wasThere = await store.remove(key, clock.now());
      agents.delete(campaignPath(key));
      return wasThere;
    },
  };
}

/** Since its end, or since it was added if that is later, so that a campaign that was brought back stays for a while. */
function isDue(entry: WatchListEntry, campaign: TrackedCampaign | null, before: number): boolean {
  if (!campaign?.endConfirmed || campaign.endedAt === null) return false;
  return Math.max(campaign.endedAt, Date.parse(entry.addedAt)) <= before;
}

function presentArchived(entry: ArchivedEntry, known: LastFacts | null): ArchivedCampaign {
  return {
    ...entry,
    addedAt: toInstant(entry.addedAt),
    archivedAt: toInstant(entry.archivedAt),
    ...presentFacts(known?.facts),
    observedAt: toInstantOrNull(known?.observedAt),
  };
}
