import { type Authorization, RequestError } from "../api/http.ts";

/**
 * waiting: the portal has not spoken yet, or has been asked · held: there is a token · refused: the portal gives none,
 * or none that the server accepts · open: the portal gives no tokens, and the page asks with what sign-in it may have.
 */
type Access = "waiting" | "held" | "refused" | "open";

/** Holds the token, and has it renewed before it expires. Nothing of it outlives the page. */
export interface TokenKeeper extends Authorization {
  /** The portal has spoken; @param tokens whether it gives any. */
  readonly start: (tokens: boolean) => void;
  /** After sleep, an outage or a hidden tab: what is due is made up for at once. */
  readonly wake: () => void;
  readonly access: () => Access;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface TokenKeeperDependencies {
  /** Asks the portal for a token; rejects when it gives none. */
  readonly ask: () => Promise<string>;
  /** Epoch milliseconds; goes on while the machine sleeps, and does not jump when the client's clock is set back. */
  readonly now: () => number;
  /** Runs once after so many milliseconds; answers a function that cancels. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Whether this machine has a network at all, as far as it knows. */
  readonly isOnline: () => boolean;
  /** The token is for somebody else than the one before. */
  readonly onOtherViewer: () => void;
}

/** Of a token's life, after which the next is fetched. */
const renewedAt = 0.8;
/** How long a call waits for a token before it counts as failed, so that the page can say so, in milliseconds. */
const patience = 10_000;
/** Between attempts, doubling from the one to the other, in milliseconds. */
const pauses = { shortest: 1000, longest: 30_000 } as const;
/** Timers of browsers reach no further than 24 days, in milliseconds. */
const longestTimer = 86_400_000;

interface Held {
  readonly token: string;
  readonly identity: string;
  /** Epoch milliseconds. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

interface Waiter {
  readonly resolve: (token: string | null) => void;
  readonly reject: (error: RequestError) => void;
}

function nothing(): void {}

export function createTokenKeeper({
  ask,
  now,
  after,
  random,
  isOnline,
  onOtherViewer,
}: TokenKeeperDependencies): TokenKeeper {
  let mode: "unmet" | "tokens" | "open" = "unmet";
  let held: Held | null = null;
  let identity: string | null = null;
  let asking = false;
  /** In a row: how often the portal gave none, and how often the server did not want the one it gave. */
  let misses = 0;
  let refusals = 0;
  let cancelTimer: () => void = nothing;
  let waiters: Waiter[] = [];
  const listeners = new Set<() => void>();

  const notify = () => {
    for (const listener of listeners) listener();
  };
  const isGood = (candidate: Held | null): candidate is Held =>
    candidate !== null && now() < candidate.expiresAt;

  function plan(milliseconds: number): void {
    cancelTimer();
    cancelTimer = after(Math.min(milliseconds, longestTimer), renewIfDue);
  }

  function renewIfDue(): void {
    if (held !== null && now() < held.renewAt) return plan(held.renewAt - now());
    // It has served its time: whatever the server did not want before is past.
    if (held !== null) refusals = 0;
    void renew();
  }

  async function renew(): Promise<void> {
    if (asking || mode !== "tokens") return;
    asking = true;
    cancelTimer();
    try {
      accept(await ask());
    } catch {
      misses += 1;
      plan(pauseAfter(misses));
    } finally {
      asking = false;
    }
    notify();
  }

  function accept(token: string): void {
    const facts = readToken(token, now());
    const isOther = identity !== null && identity !== facts.identity;
    const at = now();
    held = {
      token,
      identity: facts.identity,
      renewAt: at + facts.life * renewedAt,
      expiresAt: at + facts.life,
    };
    identity = facts.identity;
    misses = 0;
    plan(held.renewAt - at);
    for (const { resolve } of waiters.splice(0)) resolve(token);
    if (isOther) onOtherViewer();
  }

  function pauseAfter(failures: number): number {
    return Math.min(pauses.longest, pauses.shortest * 2 ** (failures - 1)) * (0.8 + 0.4 * random());
  }

  function waitForNext(): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const waiter = { resolve: settle(resolve), reject: settle(reject) };
      const cancel = after(patience, () =>
        // Without a network the portal cannot give one: that is nobody's sign-in.
        waiter.reject(isOnline() ? new RequestError("unauthenticated", 401) : new RequestError("network")),
      );
      function settle<Value>(done: (value: Value) => void): (value: Value) => void {
        return (value) => {
          cancel();
          waiters = waiters.filter((other) => other !== waiter);
          done(value);
        };
      }
      waiters.push(waiter);
    });
  }

  return {
    usesTokens: () => mode !== "open",
    start(tokens) {
      const first = mode === "unmet";
      mode = tokens ? "tokens" : "open";
      if (tokens && (first || !isGood(held))) void renew();
      if (!tokens) for (const { resolve } of waiters.splice(0)) resolve(null);
      notify();
    },
    wake() {
      if (mode !== "tokens") return;
      misses = 0;
      renewIfDue();
    },
    async token() {
      if (mode === "open") return null;
      if (!isGood(held)) {
        // Asleep over the expiry: the timer that was to renew it has not run. After a failure its pause is kept.
        if (misses === 0 && refusals === 0) renewIfDue();
        return waitForNext();
      }
      return held.token;
    },
    async replace(refused) {
      if (held !== null && held.token !== refused) return held.token;
      if (held !== null) {
        held = null;
        refusals += 1;
        if (refusals === 1) void renew();
        else plan(pauseAfter(refusals - 1));
        notify();
      }
      return waitForNext();
    },
    access() {
      if (mode === "open") return "open";
      if (isGood(held)) return "held";
      return misses > 0 || refusals > 1 ? "refused" : "waiting";
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What the page needs to know of its own token. It is read, not verified: whether it is good the server decides. */
interface TokenFacts {
  /** How long it holds from now on, in milliseconds. */
  readonly life: number;
  /** Differs when the token is for somebody else, or for another scope. */
  readonly identity: string;
}

/** Of a token that does not tell, in milliseconds. */
const usualLife = 5 * 60_000;

/** @param now epoch milliseconds by this machine's clock, which may be wrong: the token's own length of life is not. */
export function readToken(token: string, now: number): TokenFacts {
  const { exp, iat, sub, cruiseboard } = claimsOf(token);
  return { life: lifeOf(exp, iat, now), identity: JSON.stringify([sub, cruiseboard]) };
}

function lifeOf(exp: unknown, iat: unknown, now: number): number {
  if (typeof exp !== "number") return usualLife;
  const left = exp * 1000 - now;
  const whole = typeof iat === "number" && exp > iat ? (exp - iat) * 1000 : null;
  // A token that was minted a moment ago and seems to be over: it is our clock that is ahead.
  if (left <= 0) return whole ?? usualLife;
  return whole === null ? left : Math.min(left, whole);
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const encoded = token.split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
