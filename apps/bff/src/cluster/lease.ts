import { type Clock, repeat } from "../clock.ts";
import type { LeaseStore, StoredLease } from "../store/lease-store.ts";

/** Decides which backend leads. */
export type Lease = ReturnType<typeof createLease>;

export interface LeaseOptions {
  readonly store: LeaseStore;
  readonly clock: Clock;
  readonly holder: string;
  readonly publish: () => ReadonlyMap<string, string>;
  /** What another holder published of an account. `isRecent`: at most a few seconds ago, which a first reading cannot know. */
  readonly onPublished: (account: string, published: string, isRecent: boolean) => void;
  readonly onGained: (term: number) => void;
  readonly onLost: () => void;
  /** The upstream may be called, perhaps after a pause. Called with each renewal. */
  readonly onRenewed: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Clocks of different machines are never compared. A holder acts for at most `heldForMs` after it began to write a
 * renewal. Another backend takes the lease only if it read the same renewal for `takenAfterMs` by its own monotonic clock.
 * The difference covers clock drift and requests under way.
 */
const heldForMs = 4000;
const takenAfterMs = 5000;
const renewEveryMs = 1000;
/** A change since a reading this short a time ago was published in between. */
const recentMs = 3 * renewEveryMs;
/** The former holder's last requests may still count within the upstream's second. */
const formerLastSecondMs = 1100;

interface Held {
  readonly term: number;
  readonly since: number;
  renewed: Moment;
}

interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

export function createLease(options: LeaseOptions) {
  const { store, clock, holder } = options;
  let held: Held | null = null;
  /** Rows of other holders, by account, and when each was first read like this (monotonic ms). */
  let others = new Map<string, { row: StoredLease; at: number }>();
  let readAt = Number.NEGATIVE_INFINITY;
  let running = false;
  let isRetired = false;

  const moment = (): Moment => ({ wall: clock.now(), monotonic: clock.monotonic() });

  /** The monotonic clock may stop while the machine sleeps, the wall clock does not: the later one counts. */
  function isAlive({ renewed }: Held): boolean {
    const now = moment();
    return Math.max(now.monotonic - renewed.monotonic, now.wall - renewed.wall) < heldForMs;
  }

  const turns = repeat({
    clock,
    run() {
      if (held !== null && !isAlive(held)) lose();
      return held ? renew(held) : tryToTake();
    },
    retryAfterMs: [renewEveryMs],
    onError: options.onError,
  });

  async function renew(mine: Held): Promise<number> {
    const began = moment();
    const isMine = await store.renew(holder, mine.term, options.publish());
    if (held !== mine) return renewEveryMs;
    if (!isMine) {
      lose();
      return renewEveryMs;
    }
    mine.renewed = began;
    if (isAlive(mine)) options.onRenewed();
    return renewEveryMs;
  }

  async function tryToTake(): Promise<number> {
    if (isRetired) return renewEveryMs;
    const rows = await store.read();
    const waitMs = observeOthers(rows);
    if (waitMs > 0) return Math.min(renewEveryMs, waitMs);
    const began = moment();
    const term = await store.take(holder, rows);
    if (term === null) return 0;
    held = { term, since: clock.monotonic(), renewed: began };
    others = new Map();
    // Stopped in the meantime: stop() releases it.
    if (running && !isRetired) options.onGained(term);
    return renewEveryMs;
  }

  /** Answers for how long, ms, some row may still be held by another backend. */
  function observeOthers(rows: readonly StoredLease[]): number {
    const now = clock.monotonic();
    const isRecent = now - readAt < recentMs;
    readAt = now;
    let waitMs = 0;
    for (const row of rows) {
      // A row of its own that it could not renew was held by no other backend in between.
      if (row.holder === null || row.holder === holder) continue;
      const before = others.get(row.account);
      const at = before && isSame(before.row, row) ? before.at : now;
      if (before?.at !== at) {
        others.set(row.account, { row, at });
        if (row.published !== null)
          options.onPublished(row.account, row.published, before !== undefined && isRecent);
      }
      waitMs = Math.max(waitMs, at + takenAfterMs - now);
    }
    return waitMs;
  }

  function lose(): void {
    held = null;
    others = new Map();
    options.onLost();
  }

  return {
    start() {
      running = true;
      turns.start();
    },
    wake: () => turns.wake(),
    /** Monotonic ms from which on the upstream may be called; Infinity: not by this backend. To be checked before each request. */
    maySendFrom(): number {
      return held !== null && isAlive(held) ? held.since + formerLastSecondMs : Number.POSITIVE_INFINITY;
    },
    /** null: not held at this moment. */
    get term(): number | null {
      return held !== null && isAlive(held) ? held.term : null;
    },
    /** Keeps it if it is held, but does not take it again. */
    retire() {
      isRetired = true;
    },
    async stop(): Promise<void> {
      running = false;
      await turns.stop();
      if (held !== null) await store.release(holder, held.term).catch(options.onError);
      held = null;
    },
  };
}

function isSame(one: StoredLease, other: StoredLease): boolean {
  return one.holder === other.holder && one.term === other.term && one.beat === other.beat;
}
