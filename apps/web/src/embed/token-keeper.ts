import { type Authorization, RequestError } from "../api/http.ts";

/**
 * waiting: the portal has not answered yet · held: there is a valid token · refused: the portal gives none, or none that
 * the server accepts · open: the portal gives no tokens, and a session cookie may authorize the page.
 */
type Access = "waiting" | "held" | "refused" | "open";

export interface TokenKeeperDependencies {
  /** Requests a token from the portal; rejects when it gives none. */
  readonly fetchToken: () => Promise<string>;
  /** Epoch milliseconds; includes sleep, ignores changes of the client's clock. */
  readonly now: () => number;
  readonly after: (milliseconds: number, run: () => void) => () => void;
  readonly random: () => number;
  readonly isOnline: () => boolean;
  readonly onOtherViewer: () => void;
}

/** Share of a token's lifetime after which it is renewed. */
const renewAfter = 0.8;
const waitMs = 10_000;
const [minRetryMs, maxRetryMs] = [1000, 30_000];
/** Timers of browsers reach 24 days at most. */
const maxTimerMs = 86_400_000;

interface Held {
  readonly token: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

export function createTokenKeeper(dependencies: TokenKeeperDependencies) {
  const { fetchToken, now, after, random, isOnline, onOtherViewer } = dependencies;
  let mode: "unconnected" | "tokens" | "open" = "unconnected";
  let held: Held | null = null;
  let identity: string | null = null;
  let fetching = false;
  /** Consecutive: the portal gave no token, the server refused the given one. */
  let misses = 0;
  let refusals = 0;
  let refusedFor: string | null = null;
  let cancelTimer: (() => void) | undefined;
  /** Calls that wait for the next token; null: none is needed. */
  const waiting = new Set<(token: string | null) => void>();
  const listeners = new Set<() => void>();

  const notify = () => {
    for (const listener of listeners) listener();
  };
  const isGood = (candidate: Held | null): candidate is Held =>
    candidate !== null && now() < candidate.expiresAt;

  function plan(milliseconds: number): void {
    cancelTimer?.();
    cancelTimer = after(Math.min(milliseconds, maxTimerMs), renewIfDue);
  }

  function renewIfDue(): void {
    if (held !== null && now() < held.renewAt) return plan(held.renewAt - now());
    // Accepted for its lifetime, so that earlier refusals no longer count.
    if (held !== null) refusals = 0;
    void renew();
  }

  async function renew(): Promise<void> {
    if (fetching || mode !== "tokens") return;
    fetching = true;
    cancelTimer?.();
    try {
      accept(await fetchToken());
    } catch {
      misses += 1;
      plan(pauseAfter(misses));
    } finally {
      fetching = false;
    }
    notify();
  }

  function accept(token: string): void {
    const facts = readToken(token, now());
    const isOther = identity !== null && identity !== facts.identity;
    const at = now();
    held = { token, renewAt: at + facts.lifeMs * renewAfter, expiresAt: at + facts.lifeMs };
    identity = facts.identity;
    misses = 0;
    plan(held.renewAt - at);
    for (const goOn of waiting) goOn(token);
    if (isOther) onOtherViewer();
  }

  function pauseAfter(failures: number): number {
    return Math.min(maxRetryMs, minRetryMs * 2 ** (failures - 1)) * (0.8 + 0.4 * random());
  }

  function waitForNext(): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const cancel = after(waitMs, () => {
        waiting.delete(goOn);
        // Without a network the portal cannot give a token; that is no lack of sign-in.
        reject(
          isOnline()
            ? new RequestError("unauthenticated", 401, { detail: refusedFor })
            : new RequestError("network"),
        );
      });
      function goOn(token: string | null): void {
        cancel();
        waiting.delete(goOn);
        resolve(token);
      }
      waiting.add(goOn);
    });
  }

  return {
    usesTokens: () => mode !== "open",
    start(tokens: boolean) {
      const first = mode === "unconnected";
      mode = tokens ? "tokens" : "open";
      if (tokens && (first || !isGood(held))) void renew();
      if (!tokens) for (const goOn of waiting) goOn(null);
      notify();
    },
    /** After sleep, an outage or a hidden tab: renews at once if due. */
    wake() {
      if (mode !== "tokens") return;
      misses = 0;
      renewIfDue();
    },
    async token(): Promise<string | null> {
      if (mode === "open") return null;
      if (!isGood(held)) {
        // Expired during sleep, before the timer ran. After a failure the timer is kept.
        if (misses === 0 && refusals === 0) renewIfDue();
        return waitForNext();
      }
      return held.token;
    },
    async replace(refused: string, reason: string | null = null): Promise<string | null> {
      if (held !== null && held.token !== refused) return held.token;
      if (held !== null) {
        held = null;
        refusedFor = reason;
        refusals += 1;
        if (refusals === 1) void renew();
        else plan(pauseAfter(refusals - 1));
        notify();
      }
      return waitForNext();
    },
    access(): Access {
      if (mode === "open") return "open";
      if (isGood(held)) return "held";
      return misses > 0 || refusals > 1 ? "refused" : "waiting";
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } satisfies Authorization & Record<string, unknown>;
}

const defaultLifeMs = 5 * 60_000;

/**
 * Decodes the token; only the server verifies it. `identity` differs for another viewer or scope.
 * @param now epoch milliseconds by this machine's clock, which may be wrong; exp - iat is not.
 */
export function readToken(token: string, now: number) {
  const { exp, iat, sub, cruiseboard } = claimsOf(token);
  return { lifeMs: lifeOf(exp, iat, now), identity: JSON.stringify([sub, cruiseboard]) };
}

function lifeOf(exp: unknown, iat: unknown, now: number): number {
  if (typeof exp !== "number") return defaultLifeMs;
  const left = exp * 1000 - now;
  const whole = typeof iat === "number" && exp > iat ? (exp - iat) * 1000 : null;
  // A new token that seems expired: this machine's clock is ahead.
  if (left <= 0) return whole ?? defaultLifeMs;
  return whole === null ? left : Math.min(left, whole);
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const encoded = token.split(".")[1] ?? "";
    // Letters beyond ASCII come out garbled, but each viewer's in the same way.
    const claims: unknown = JSON.parse(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")));
    return (claims ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
