import {
  type AddToWatchListAnswer,
  type CampaignKey,
  campaignPath,
  type WatchListAddition,
  type WatchListEntry,
} from "@cruiseboard/contract";
import pLimit from "p-limit";
import type { Logger } from "pino";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import { toInstant } from "../campaigns/instant.ts";
import { type Clock, repeat } from "../clock.ts";
import { type Account, accountOf } from "../config/account.ts";
import { inChunks } from "../in-chunks.ts";
import type { Poller } from "../polling/poller.ts";
import type { StoredWatchListEntry, WatchListStore } from "../store/watch-list-store.ts";

/** What is watched: kept in the store first, then put on the board and asked for. */
export interface WatchList {
  /** Puts what the store holds on the board; once, at the start. */
  restore(): Promise<void>;
  /** Makes the board show what the store holds, whoever changed it; answers what came onto it. */
  sync(): Promise<CampaignKey[]>;
  entries(): Promise<WatchListEntry[]>;
  /** Throws if the store does not answer. */
  check(): Promise<void>;
  /** Durable once it resolves. Idempotent; a label that is given replaces the one that was there. */
  add(additions: readonly WatchListAddition[]): Promise<AddToWatchListAnswer>;
  /** Gives a watched campaign another label, or none; durable once it resolves. null: it is not watched. */
  relabel(key: CampaignKey, label: string | null): Promise<WatchListEntry | null>;
  /** Whether the application's campaigns may be watched here at all. */
  mayBeWatched(key: Pick<CampaignKey, "sdkAppId">): boolean;
  /** All of them or none; durable once it resolves. Answers those that were watched, as they stood in the list. */
  remove(keys: readonly CampaignKey[]): Promise<WatchListEntry[]>;
  /** Takes those that are watched off the board and into the archive; durable once it resolves. */
  archive(keys: readonly CampaignKey[]): Promise<void>;
  /** Leaves no timer. */
  stop(): Promise<void>;
}

export interface WatchListOptions {
  readonly store: WatchListStore;
  readonly board: Board;
  readonly poller: Pick<Poller, "watch" | "unwatch">;
  readonly clock: Clock;
  /** An application that none of them holds may not be watched. */
  readonly accounts: readonly Pick<Account, "sdkAppIds">[];
  /** Called once a campaign has been removed. */
  readonly onRemoved: (key: CampaignKey) => void;
  /** Called once a campaign has been archived, with the agent it had (null: not known). */
  readonly onArchived: (key: CampaignKey, agent: string | null) => void;
  /** Brings back what was once known of campaigns that were added, until they are observed. */
  readonly recall: (keys: readonly CampaignKey[]) => Promise<void>;
  readonly logger: Pick<Logger, "warn">;
}

/** Campaigns that are put on the board before other work goes on. */
const shownAtOnce = 500;
/** What was known of added campaigns is read again this much later, ms; after so many failures they are asked for all the same. */
const readAgainMs = 1000;
const mostFailures = 10;

export function createWatchList(options: WatchListOptions): WatchList {
  const { store, board, poller, clock, accounts } = options;
  const isAllowed = (key: Pick<CampaignKey, "sdkAppId">) => accountOf(accounts, key) !== null;
  /** One change at a time, so that the board takes them over in the order in which the store did. */
  const inTurn = pLimit(1);

  async function show(entries: readonly StoredWatchListEntry[]): Promise<void> {
    for await (const some of inChunks(entries, shownAtOnce)) poller.watch(board.watch(some.map(rowOf)));
  }

  /** Added, and what was once known of them is still to be read. */
  let unread: readonly CampaignKey[] = [];
  let failures = 0;
  const reading = repeat({
    clock,
    run: () => inTurn(readKnown).then(() => null),
    retryAfterMs: [readAgainMs],
    onError: warn,
  });
  reading.start(null);

  /** What was once known comes first: the upstream may have forgotten a campaign whose end is known. */
  async function showAdded(entries: readonly StoredWatchListEntry[]): Promise<void> {
    if (entries.length === 0) return;
    for await (const some of inChunks(entries, shownAtOnce)) board.watch(some.map(rowOf));
    unread = [...unread, ...entries.map(keyOf)];
    try {
      await readKnown();
    } catch (error) {
      // The change itself is made.
      warn(error);
      reading.wake(readAgainMs);
    }
  }

  /** Answers the agents that they had. */
  async function hide(keys: readonly CampaignKey[]): Promise<(string | null)[]> {
    const agents: (string | null)[] = [];
    for await (const some of inChunks(keys, shownAtOnce)) {
      agents.push(...some.map((key) => board.get(key)?.facts?.agent ?? null));
      board.unwatch(some);
      for (const key of some) poller.unwatch(key);
    }
    return agents;
  }

  async function readKnown(): Promise<void> {
    const keys = unread;
    try {
      await options.recall(keys);
    } catch (error) {
      failures += 1;
      if (failures < mostFailures) throw error;
    }
    failures = 0;
    unread = [];
    for await (const some of inChunks(keys, shownAtOnce))
      poller.watch(some.flatMap((key) => board.get(key) ?? []));
  }

  function warn(error: unknown): void {
    options.logger.warn({ err: error }, "what was known of added campaigns cannot be read; trying again");
  }

  async function takeOver(): Promise<CampaignKey[]> {
    const stored = (await store.all()).filter(isAllowed);
    const shown = new Map(board.rows(everything).map((row) => [campaignPath(row.key), row]));
    const added = stored.filter((entry) => !shown.has(campaignPath(entry)));
    await show(
      stored.filter((entry) => {
        const row = shown.get(campaignPath(entry));
        return row !== undefined && row.shown.label !== entry.label;
      }),
    );
    for (const entry of stored) shown.delete(campaignPath(entry));
    const gone = [...shown.values()].map(({ key }) => key);
    const archived = gone.length > 0 ? await store.archivedAmong(gone) : new Set();
    const agents = await hide(gone);
    for (const [index, key] of gone.entries()) {
      if (archived.has(campaignPath(key))) options.onArchived(key, agents[index] ?? null);
      else options.onRemoved(key);
    }
    await showAdded(added);
    return added.map(keyOf);
  }

  return {
    sync: () => inTurn(takeOver),
    async restore() {
      // Entries of an application that is no longer allowed stay in the store, unasked, in case it is again.
      await show((await store.all()).filter(isAllowed));
    },
    async entries() {
      return (await store.all()).filter(isAllowed).map(presentEntry);
    },
    check: () => store.check(),
    async add(additions) {
      const refused = additions
        .filter((addition) => !isAllowed(addition))
        .map(({ sdkAppId, campaignId }) => ({
          sdkAppId,
          campaignId,
          code: "application_not_allowed" as const,
        }));
      return inTurn(async () => {
        const change = await store.add(additions.filter(isAllowed), clock.now());
        await show(change.relabelled);
        await showAdded(change.added);
        return { added: change.added.length, existing: change.existing, refused };
      });
    },
    mayBeWatched: isAllowed,
    async relabel(key, label) {
      if (!isAllowed(key)) return null;
      return inTurn(async () => {
        const entry = await store.relabel(key, label);
        if (entry) await show([entry]);
        return entry && presentEntry(entry);
      });
    },
    remove(keys) {
      const allowed = keys.filter(isAllowed);
      return inTurn(async () => {
        const removed = await store.remove(allowed);
        await hide(allowed);
        for await (const some of inChunks(removed, shownAtOnce))
          for (const entry of some) options.onRemoved(keyOf(entry));
        return removed.map(presentEntry);
      });
    },
    async archive(keys) {
      await inTurn(async () => {
        await store.archive(keys, clock.now());
        const agents = await hide(keys);
        for (const [index, key] of keys.entries()) options.onArchived(key, agents[index] ?? null);
      });
    },
    stop: () => reading.stop(),
  };
}

function rowOf(entry: StoredWatchListEntry) {
  return { key: keyOf(entry), label: entry.label };
}

function keyOf({ sdkAppId, campaignId }: CampaignKey): CampaignKey {
  return { sdkAppId, campaignId };
}

function presentEntry({ addedAt, ...entry }: StoredWatchListEntry): WatchListEntry {
  return { ...entry, addedAt: toInstant(addedAt) };
}
