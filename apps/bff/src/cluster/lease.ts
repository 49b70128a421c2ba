import type { Clock } from "../clock.ts";
import { repeat } from "../repeat.ts";
import type { LeaseStore, StoredLease } from "../store/lease-store.ts";

/** This backend's part in the question who asks the upstream. */
export interface Lease {
  /** Takes part. */
  start(): void;
  /** Something was told of the lease: looks at once. */
  wake(): void;
  /**
   * Monotonic ms from which on this backend may ask the upstream; Infinity: it may not. True at the moment of asking
   * only, so it is asked before each request.
   */
  mayAskFrom(): number;
  /** The term that this backend holds right now; null: none. */
  readonly term: number | null;
  /** Lets another backend have it, if it is held; takes it again only if none does for a while. */
  yield(): Promise<void>;
  /** Holds it if it is held, and does not take it any more. */
  retire(): void;
  /** Gives it back, if it is held, and leaves no timer. */
  stop(): Promise<void>;
}

export interface LeaseOptions {
  readonly store: LeaseStore;
  readonly clock: Clock;
  /** Names this process among all backends. */
  readonly holder: string;
  /** What the others are told with each renewal. */
  readonly tell: () => string;
  /** What the holder told, when it is another. `isRecent`: within the last few seconds, which a first reading cannot tell. */
  readonly onTold: (told: string, isRecent: boolean) => void;
  readonly onGained: (term: number) => void;
  readonly onLost: () => void;
  /** It may ask, perhaps after it might not: told when it is gained and with each renewal. */
  readonly onMayAsk: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Nobody's clock is compared with anybody else's. A holder may act for a while after it began to write a renewal; who
 * wants the lease waits for longer than that after it has read the renewal, by its own steady clock, and finds it
 * still unchanged when it takes it.
 */
const heldForMs = 4000;
/** So much longer, for clocks that do not run alike and for requests that are still on their way. */
const takenAfterMs = 5000;
const renewEveryMs = 1000;
/** What has changed since a reading so short a time ago was told in between. */
const recentMs = 3 * renewEveryMs;
/** What the former holder sent last may still count within the upstream's second, ms. */
const formerLastSecondMs = 1100;

/** Whoever was asked to give it away leaves the others this long to take it, ms. */
const yieldedForMs = 5000;

interface Held {
  readonly term: number;
  /** Monotonic ms. */
  readonly since: number;
  renewed: Moment;
}

interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

export function createLease(options: LeaseOptions): Lease {
  const { store, clock, holder } = options;
  let held: Held | null = null;
  let seen: { lease: StoredLease; at: number } | null = null;
  /** Monotonic ms of the latest reading. */
  let readAt = Number.NEGATIVE_INFINITY;
  let running = false;
  let isRetired = false;
  let yieldedUntil = Number.NEGATIVE_INFINITY;

  const moment = (): Moment => ({ wall: clock.now(), monotonic: clock.monotonic() });

  /** A steady clock may stand still while the machine sleeps, and the wall clock does not: the later one counts. */
  function isAlive({ renewed }: Held): boolean {
    const now = moment();
    return Math.max(now.monotonic - renewed.monotonic, now.wall - renewed.wall) < heldForMs;
  }

  const turns = repeat({
    clock,
    run() {
      loseIfExpired();
      return held ? renew(held) : look();
    },
    retryAfterMs: [renewEveryMs],
    onError: options.onError,
  });

  /** Answers when to look again, ms. */
  async function renew(mine: Held): Promise<number> {
    const began = moment();
    const isMine = await store.renew(holder, mine.term, options.tell());
    if (held !== mine) return renewEveryMs;
    if (!isMine) {
      lose();
      return renewEveryMs;
    }
    mine.renewed = began;
    if (isAlive(mine)) options.onMayAsk();
    return renewEveryMs;
  }

  /** Answers when to look again, ms. */
  async function look(): Promise<number> {
    if (isRetired) return renewEveryMs;
    const lease = await store.read();
    const now = clock.monotonic();
    const isRecent = now - readAt < recentMs;
    readAt = now;
    // Still this backend's, which only could not renew it: nobody else held it in between.
    if (lease !== null && lease.holder !== null && lease.holder !== holder) {
      if (seen === null || !isSame(seen.lease, lease)) {
        const isSuccession = seen !== null;
        seen = { lease, at: now };
        if (lease.told !== null) options.onTold(lease.told, isSuccession && isRecent);
      }
      const waitMs = seen.at + takenAfterMs - now;
      if (waitMs > 0) return Math.min(renewEveryMs, waitMs);
    }
    if (now < yieldedUntil) return yieldedUntil - now;
    const began = moment();
    const term = await store.take(holder, lease);
    if (term === null) return 0;
    held = { term, since: clock.monotonic(), renewed: began };
    seen = null;
    // Stopped meanwhile: it is given back.
    if (running && !isRetired) options.onGained(term);
    return renewEveryMs;
  }

  function loseIfExpired(): void {
    if (held !== null && !isAlive(held)) lose();
  }

  function lose(): void {
    held = null;
    seen = null;
    options.onLost();
  }

  return {
    start() {
      running = true;
      turns.start();
    },
    wake: () => turns.wake(),
    mayAskFrom() {
      return held !== null && isAlive(held) ? held.since + formerLastSecondMs : Number.POSITIVE_INFINITY;
    },
    get term() {
      return held !== null && isAlive(held) ? held.term : null;
    },
    async yield() {
      if (held === null) return;
      const { term } = held;
      yieldedUntil = clock.monotonic() + yieldedForMs;
      lose();
      await store.release(holder, term);
    },
    retire() {
      isRetired = true;
    },
    async stop() {
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
