import {
  type CampaignKey,
  campaignPath,
  type WatchListAddition,
  type WatchListEntry,
} from "@cruiseboard/contract";
import pLimit from "p-limit";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import { toInstant } from "../campaigns/instant.ts";
import { type Clock, repeat } from "../clock.ts";
import { type Account, accountOf } from "../config/account.ts";
import { inChunks } from "../in-chunks.ts";
import type { Poller } from "../polling/poller.ts";
import { toKey } from "../store/campaign-columns.ts";
import type { StoredWatchListEntry } from "../store/schema.ts";
import type { WatchListStore } from "../store/watch-list-store.ts";

export type WatchList = ReturnType<typeof createWatchList>;

export interface WatchListOptions {
  readonly store: WatchListStore;
  readonly board: Board;
  readonly poller: Pick<Poller, "watch" | "unwatch">;
  readonly clock: Clock;
  readonly accounts: readonly Pick<Account, "sdkAppIds">[];
  readonly onUnwatched: (key: CampaignKey) => void;
  readonly onArchived: (key: CampaignKey, agent: string | null) => void;
  /** Restores stored facts of added campaigns, until they are observed. */
  readonly recall: (keys: readonly CampaignKey[]) => Promise<void>;
  readonly logger: Pick<Logger, "warn">;
}

const shownAtOnce = 500;
const retryRecallMs = 1000;
/** Then added campaigns are observed without their stored facts. */
const mostFailures = 10;

/** Changes are stored first, then shown on the board and observed. They are durable once they resolve. */
export function createWatchList(options: WatchListOptions) {
  const { store, board, poller, clock, accounts } = options;
  const isAllowed = (key: Pick<CampaignKey, "sdkAppId">) => accountOf(accounts, key) !== null;
  /** One change at a time: the board shows them in the store's order. */
  const inTurn = pLimit(1);

  /** As the store held them when they were shown. */
  const shown = new Map<string, StoredWatchListEntry>();
  const isShown = (entry: StoredWatchListEntry) => shown.get(campaignPath(entry))?.addedAt === entry.addedAt;

  async function show(entries: readonly StoredWatchListEntry[]): Promise<void> {
    for (const entry of entries) shown.set(campaignPath(entry), entry);
    for await (const some of inChunks(entries, shownAtOnce)) poller.watch(board.watch(some.map(rowOf)));
  }

  /** Whose stored facts are still to be read. */
  let unread: readonly CampaignKey[] = [];
  let failures = 0;
  const recalling = repeat({
    clock,
    run: () => inTurn(recall).then(() => null),
    retryAfterMs: [retryRecallMs],
    onError: warn,
  });
  recalling.start(null);

  /** Stored facts come first: the upstream may have deleted a campaign that has ended. */
  async function showAdded(entries: readonly StoredWatchListEntry[]): Promise<void> {
    if (entries.length === 0) return;
    for (const entry of entries) shown.set(campaignPath(entry), entry);
    for await (const some of inChunks(entries, shownAtOnce)) board.watch(some.map(rowOf));
    unread = [...unread, ...entries.map(toKey)];
    try {
      await recall();
    } catch (error) {
      // The change itself is stored.
      warn(error);
      recalling.wake(retryRecallMs);
    }
  }

  async function hide(keys: readonly CampaignKey[], archived: ReadonlySet<string> = new Set()) {
    for await (const some of inChunks(keys, shownAtOnce)) {
      const agents = some.map((key) => board.get(key)?.facts?.agent ?? null);
      board.unwatch(some);
      for (const [index, key] of some.entries()) {
        poller.unwatch(key);
        shown.delete(campaignPath(key));
        options.onUnwatched(key);
        if (archived.has(campaignPath(key))) options.onArchived(key, agents[index] ?? null);
      }
    }
  }

  async function recall(): Promise<void> {
    const keys = unread;
    try {
      await options.recall(keys);
    } catch (error) {
      failures += 1;
      if (failures < mostFailures) throw error;
    }
    failures = 0;
    unread = unread.slice(keys.length);
    for await (const some of inChunks(keys, shownAtOnce))
      poller.watch(some.flatMap((key) => board.get(key) ?? []));
  }

  function warn(error: unknown): void {
    options.logger.warn({ err: error }, "stored facts of campaigns cannot be read; trying again");
  }

  async function showStored(): Promise<CampaignKey[]> {
    const stored = (await store.all()).filter(isAllowed);
    const added = stored.filter((entry) => !isShown(entry));
    // Another backend removed and added them, which ended their attention.
    for (const entry of added) if (shown.has(campaignPath(entry))) options.onUnwatched(toKey(entry));
    await show(
      stored.filter((entry) => isShown(entry) && shown.get(campaignPath(entry))?.label !== entry.label),
    );
    const paths = new Set(stored.map(campaignPath));
    const gone = [...shown.values()].filter((entry) => !paths.has(campaignPath(entry))).map(toKey);
    await hide(gone, await store.archivedAmong(gone));
    await showAdded(added);
    return added.map(toKey);
  }

  return {
    /** Shows what the store holds, whichever backend changed it; resolves to the campaigns that were added. */
    sync: () => inTurn(showStored),
    /** At the start. Entries of applications that are no longer allowed stay in the store only. */
    restore: async () => show((await store.all()).filter(isAllowed)),
    entries: async () => (await store.all()).filter(isAllowed).map(presentEntry),
    check: () => store.check(),
    /** Idempotent; a given label replaces the stored one, unless `relabel` is false. */
    async add(additions: readonly WatchListAddition[], { relabel = true }: { relabel?: boolean } = {}) {
      const refused = additions
        .filter((addition) => !isAllowed(addition))
        .map((addition) => ({ ...toKey(addition), code: "application_not_allowed" as const }));
      return inTurn(async () => {
        const change = await store.add(additions.filter(isAllowed), clock.now(), relabel);
        await show(change.relabelled);
        await showAdded(change.added);
        return { added: change.added.length, existing: change.existing, refused };
      });
    },
    mayBeWatched: isAllowed,
    async relabel(key: CampaignKey, label: string | null): Promise<WatchListEntry | null> {
      if (!isAllowed(key)) return null;
      return inTurn(async () => {
        const entry = await store.relabel(key, label);
        if (entry) await show([entry]);
        return entry && presentEntry(entry);
      });
    },
    /** All or none. Resolves to those that were watched. */
    remove(keys: readonly CampaignKey[]): Promise<WatchListEntry[]> {
      const allowed = keys.filter(isAllowed);
      return inTurn(async () => {
        const removed = await store.remove(allowed, clock.now());
        await hide(allowed);
        return removed.map(presentEntry);
      });
    },
    archive: (keys: readonly CampaignKey[]) =>
      inTurn(async () => {
        await store.archive(keys, clock.now());
        await hide(keys, new Set(keys.map(campaignPath)));
      }),
    /** Reads its stored facts once more: another backend may have kept them later. */
    recall(key: CampaignKey): void {
      unread = [...unread, key];
      recalling.wake();
    },
    stop: () => recalling.stop(),
  };
}

const rowOf = (entry: StoredWatchListEntry) => ({ key: toKey(entry), label: entry.label });

function presentEntry({ addedAt, ...entry }: StoredWatchListEntry): WatchListEntry {
  return { ...entry, addedAt: toInstant(addedAt) };
}
