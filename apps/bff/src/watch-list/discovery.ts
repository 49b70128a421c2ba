import { type CampaignKey, campaignPath, createAgentMatcher, type Suggestion } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import { toInstant } from "../campaigns/instant.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { presentFacts } from "../campaigns/present-campaign.ts";
import { type Clock, repeat } from "../clock.ts";
import { type Account, accountOf } from "../config/account.ts";
import type { DiscoveryRule } from "../config/config.ts";
import type { KnownIds } from "../polling/id-search.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts } from "../store/last-facts-store.ts";
import type { WatchList } from "./watch-list.ts";

export interface DiscoveryOptions {
  readonly store: Pick<HistoryStore, "suggest" | "suggested" | "dismiss" | "highestIds">;
  readonly board: Pick<Board, "rows">;
  readonly watchList: Pick<WatchList, "add">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** What is added by itself; null: everything found is suggested. */
  readonly rule: DiscoveryRule | null;
  readonly onAdded: (keys: readonly CampaignKey[]) => void;
}

const retryAfterMs = [5000, 30_000];

/** Campaigns that exist upstream and are not watched: suggested to managers, or added by a rule. */
export function createDiscovery(options: DiscoveryOptions) {
  const { store, board, logger, rule } = options;
  const [isName, isAgent] = [matcherOf(rule?.names), matcherOf(rule?.agents)];
  const isAdded = ({ facts }: LastFacts) =>
    rule !== null && isName(facts.name ?? "") && isAgent(facts.agent ?? "");
  const unwritten = new Map<string, LastFacts>();
  /** By application, of campaigns that are not on the board, too; null: not read yet. */
  let stored: ReadonlyMap<number, number> | null = null;
  const working = repeat({
    clock: options.clock,
    run: () => work().then(() => null),
    retryAfterMs,
    onError: (error) => logger.warn({ err: error }, "new campaigns cannot be stored; trying again"),
  });

  async function work(): Promise<void> {
    const found = [...unwritten.values()];
    const suggested = found.filter((one) => !isAdded(one));
    await store.suggest(suggested);
    const additions = found.filter(isAdded).map(({ key }) => ({ ...key, label: rule?.label ?? null }));
    if (additions.length > 0) {
      await options.watchList.add(additions, { relabel: false });
      options.onAdded(additions);
    }
    for (const { key } of found) unwritten.delete(campaignPath(key));
    if (suggested.length > 0) logger.info({ campaigns: suggested.length }, "new campaigns found");
    stored ??= await store.highestIds();
  }

  /** Applications without an observed campaign on the board are not searched. */
  function knownIds(account: Pick<Account, "sdkAppIds">): KnownIds | null {
    if (stored === null) return null;
    const highest = new Map<number, number>();
    for (const { shown } of board.rows(everything)) {
      const { sdkAppId, campaignId, observedAt } = shown;
      if (observedAt === null || accountOf([account], shown) === null) continue;
      highest.set(sdkAppId, Math.max(campaignId, highest.get(sdkAppId) ?? stored.get(sdkAppId) ?? 0));
    }
    return { highest, term: stored };
  }

  return {
    knownIds,
    found(key: CampaignKey, facts: CampaignFacts, observedAt: number): void {
      const unknown = { activeAt: null, endedAt: null, endConfirmed: false };
      unwritten.set(campaignPath(key), { key, facts, observedAt, ...unknown });
      working.wake();
    },
    start(): void {
      stored = null;
      working.start();
    },
    stop: working.stop,
    suggestions: async (): Promise<Suggestion[]> =>
      (await store.suggested()).map(({ key, observedAt, facts }) => ({
        ...key,
        foundAt: toInstant(observedAt),
        ...presentFacts(facts),
      })),
    dismiss: (keys: readonly CampaignKey[]) => store.dismiss(keys),
  };
}

const matcherOf = (globs: readonly string[] = []) => createAgentMatcher(globs.length > 0 ? globs : ["*"]);
