import type { CampaignKey } from "@cruiseboard/contract";
import type { CampaignFacts, Observation } from "../campaigns/observation.ts";
import type { Clock } from "../clock.ts";
import type { Account } from "../config/account.ts";
import type { PreviewRequest } from "./request-queues.ts";

export interface KnownIds {
  /** By application: the highest id of a campaign that exists. Only applications with watched campaigns. */
  readonly highest: ReadonlyMap<number, number>;
  /** With another one the search starts anew, after the highest ids. */
  readonly term: unknown;
}

/** What the search knows of the installation, and whom it tells. */
export interface IdSearchSource {
  /** null: not read yet. */
  knownIds(account: Pick<Account, "sdkAppIds">): KnownIds | null;
  isWatched(key: CampaignKey): boolean;
  /** Rejects if it cannot be stored. */
  onFound(key: CampaignKey, facts: CampaignFacts, at: number): Promise<void>;
}

export interface IdSearchOptions {
  readonly source: IdSearchSource;
  readonly account: Pick<Account, "sdkAppIds">;
  readonly clock: Pick<Clock, "monotonic">;
  /** Between two requests of the account at its full rate. */
  readonly spacingMs: number;
}

/** Missing ids in a row after which the search begins again behind the highest known one. */
const round = 16;
/** When a higher id becomes known otherwise, so many before it are searched, too. */
const mostSkipped = 200;
const mostMissing = 1000;
const paceMs = { finding: 1000, idle: 60_000, longIdle: 300_000 } as const;
/** A day without a find, at one request a minute. */
const longIdleFrom = 24 * 60;
/** While watched campaigns use the budget, without being overdue: one request of so many. */
const oneOf = 25;

export type IdSearch = ReturnType<typeof createIdSearch>;

/** Tencent lists no campaigns, but seems to number them in sequence: tries the ids after the highest known one of each application. Times are monotonic ms. */
export function createIdSearch({ source, account, clock, spacingMs }: IdSearchOptions) {
  const frontiers = new Map<number, Frontier>();
  const counts = { requests: 0, found: 0 };
  let term: unknown = null;
  let triedAt = Number.NEGATIVE_INFINITY;

  function followKnown(known: KnownIds): void {
    if (known.term !== term) frontiers.clear();
    term = known.term;
    for (const sdkAppId of frontiers.keys()) if (!known.highest.has(sdkAppId)) frontiers.delete(sdkAppId);
    for (const [sdkAppId, highest] of known.highest) {
      const frontier = frontiers.get(sdkAppId);
      const begun = { sdkAppId, highest, next: highest + 1, misses: 0, dueAt: 0, missing: [] };
      if (!frontier) frontiers.set(sdkAppId, begun);
      else if (highest > frontier.highest) advance(frontier, highest);
    }
  }

  function advance(frontier: Frontier, highest: number): void {
    frontier.highest = highest;
    frontier.next = Math.max(frontier.next, highest + 1 - mostSkipped);
    frontier.misses = 0;
    if (Number.isFinite(frontier.dueAt)) frontier.dueAt = Math.min(frontier.dueAt, clock.monotonic());
  }

  function nextId(frontier: Frontier): number {
    const isFree = (campaignId: number) => !source.isWatched({ sdkAppId: frontier.sdkAppId, campaignId });
    if (frontier.next > frontier.highest + round) {
      // Ids that were missing before a higher one was found may exist by now.
      frontier.missing = frontier.missing.filter((id) => id < frontier.highest && isFree(id));
      const [again] = frontier.missing;
      if (again !== undefined) return again;
      frontier.next = frontier.highest + 1;
    }
    while (!isFree(frontier.next)) frontier.next += 1;
    return frontier.next;
  }

  async function settle(frontier: Frontier, key: CampaignKey, observation: Observation, sentAt: number) {
    const { campaignId } = key;
    postpone(frontier);
    if (observation.kind === "failed") return;
    if (observation.kind === "answered") await source.onFound(key, observation.facts, observation.at);
    if (campaignId === frontier.next) frontier.next += 1;
    frontier.misses += 1;
    frontier.missing = frontier.missing.filter((id) => id !== campaignId);
    if (observation.kind === "answered") {
      counts.found += 1;
      if (campaignId > frontier.highest) advance(frontier, campaignId);
      frontier.misses = 0;
    } else if (campaignId > frontier.highest)
      frontier.missing = [...frontier.missing, campaignId].slice(-mostMissing);
    frontier.dueAt = sentAt + paceOf(frontier);
  }

  /** The same id again, later. */
  function postpone(frontier: Frontier): void {
    frontier.dueAt = clock.monotonic() + paceMs.idle;
  }

  return {
    counts: counts as Readonly<typeof counts>,
    nextAt: () => triedAt + paceMs.finding,
    /** To be sent now; null: nothing is. At most one a second. `isIdle`: nothing else could be sent. */
    next(now: number, isIdle: boolean, maySend: (sdkAppId: number) => boolean): PreviewRequest | null {
      const waitMs = isIdle ? paceMs.finding : Math.max(paceMs.finding, oneOf * spacingMs);
      if (now - triedAt < waitMs) return null;
      triedAt = now;
      const known = source.knownIds(account);
      if (known === null) return null;
      followKnown(known);
      const due = [...frontiers.values()].filter(({ dueAt, sdkAppId }) => dueAt <= now && maySend(sdkAppId));
      const [frontier] = due.toSorted((one, other) => one.dueAt - other.dueAt);
      if (!frontier) return null;
      const key = { sdkAppId: frontier.sdkAppId, campaignId: nextId(frontier) };
      frontier.dueAt = Number.POSITIVE_INFINITY;
      counts.requests += 1;
      return {
        key,
        signal: new AbortController().signal,
        // Refused by a limit, it does not wait among users' previews.
        tries: Number.POSITIVE_INFINITY,
        resolve: (observation) => settle(frontier, key, observation, now),
        reject: () => postpone(frontier),
      };
    },
  };
}

/** Of one application. */
interface Frontier {
  readonly sdkAppId: number;
  highest: number;
  next: number;
  misses: number;
  dueAt: number;
  /** In this round; those below the highest are tried once more at its end. */
  missing: number[];
}

function paceOf({ misses, next, highest, missing }: Frontier): number {
  const isPassed = missing.some((id) => id < highest);
  if (misses < round || next <= highest || isPassed) return paceMs.finding;
  return misses < longIdleFrom ? paceMs.idle : paceMs.longIdle;
}
