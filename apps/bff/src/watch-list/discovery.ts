import { type CampaignKey, createAgentMatcher, type Suggestion } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { AuditLog } from "../access/audit-log.ts";
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
import type { WatchList } from "./watch-list.ts";

export interface DiscoveryOptions {
  readonly store: Pick<HistoryStore, "suggest" | "suggested" | "dismiss" | "highestIds">;
  readonly board: Pick<Board, "rows">;
  readonly watchList: Pick<WatchList, "add">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** What is added by itself; null: everything found is suggested. */
  readonly rule: DiscoveryRule | null;
  readonly audit: AuditLog;
}

const retryAfterMs = [5000, 30_000];

/** Campaigns that exist upstream and are not watched: suggested to managers, or added by a rule. */
export function createDiscovery(options: DiscoveryOptions) {
  const { store, board, logger, rule } = options;
  const [isName, isAgent] = [matcherOf(rule?.names), matcherOf(rule?.agents)];
  /** By application, of campaigns that are not on the board, too; null: not read yet. */
  let stored: ReadonlyMap<number, number> | null = null;
  const reading = repeat({
    clock: options.clock,
    async run() {
      stored = await store.highestIds();
      return null;
    },
    retryAfterMs,
    onError: (error) => logger.warn({ err: error }, "known ids cannot be read; trying again"),
  });

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
    async found(key: CampaignKey, facts: CampaignFacts, observedAt: number): Promise<void> {
      if (rule && isName(facts.name ?? "") && isAgent(facts.agent ?? "")) {
        await options.watchList.add([{ ...key, label: rule.label }], { relabel: false });
        const change = { event: "changed", admission: null, reason: "discovery", campaigns: [key] } as const;
        return options.audit.record(change);
      }
      await store.suggest(key, facts, observedAt);
      logger.info(key, "a new campaign was found");
    },
    start(): void {
      stored = null;
      reading.start();
    },
    stop: reading.stop,
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
