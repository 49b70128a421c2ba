import { type Clock, repeat } from "../clock.ts";
import type { Outcome } from "./observe-campaign.ts";
import { createPacer } from "./pacer.ts";

type Send<Target, Facts> = (target: Target) => Promise<Outcome<Facts>>;

export interface SendersOptions<Target, Facts> {
  readonly clock: Pick<Clock, "monotonic">;
  /** One for each key of the account. */
  readonly observe: readonly Send<Target, Facts>[];
  /** Of each key: the upstream counts by sub-account. */
  readonly requestsPerSecond: number;
  /** Another key takes over from this one, counted from 1; null: it works again. */
  readonly onSetAside?: (key: number, message: string | null) => void;
  /** A key that may not see an application is tried again after this. */
  readonly deniedForMs?: number;
}

const probeEveryMs = { first: 15_000, longest: 120_000 } as const;

/** One pacer made of several, one for each key. With one key it only paces. Times are monotonic ms. */
export function createSenders<Target extends { readonly sdkAppId: number }, Facts>({
  clock,
  observe,
  requestsPerSecond,
  onSetAside,
  deniedForMs = 60_000,
}: SendersOptions<Target, Facts>) {
  const all = observe.map((send, index) => ({
    send,
    number: index + 1,
    pacer: createPacer(requestsPerSecond),
    refusals: 0,
    /** Of a key that is set aside: its next probe. */
    probeAt: 0,
    message: null as string | null,
    /** Until when, by application. */
    denied: new Map<number, number>(),
  }));
  type Sender = (typeof all)[number];

  /** Those that may send; if the upstream refuses each of them, all: then the fault is told as the account's. */
  function usable(now: number, sdkAppId?: number): readonly Sender[] {
    const accepted = all.filter(({ probeAt }) => probeAt <= now);
    const some = accepted.length > 0 ? accepted : all;
    const mayBeSeen = some.filter(({ denied }) => (denied.get(sdkAppId ?? 0) ?? 0) <= now);
    return mayBeSeen.length > 0 ? mayBeSeen : some;
  }

  const working = () => all.filter(({ message }) => message === null);

  /** Whether another key may do better, so that the refusal says nothing of account or application. */
  function settle(sender: Sender, sdkAppId: number, { fault, failure, message }: Outcome<Facts>): boolean {
    const now = clock.monotonic();
    if (fault === "throttled") {
      const isShared = /\.(Uin|IP|GlobalRegionUin)LimitExceeded$/.test(failure?.code ?? "");
      for (const slowed of isShared ? all : [sender]) slowed.pacer.throttled(now);
    }
    if (fault === "permission") {
      sender.denied.set(sdkAppId, now + deniedForMs);
      return all.some(({ denied }) => (denied.get(sdkAppId) ?? 0) <= now);
    }
    if (fault === "credentials" && working().some((other) => other !== sender)) {
      if (sender.message === null) onSetAside?.(sender.number, message);
      sender.message = message;
      sender.probeAt = now + Math.min(probeEveryMs.longest, probeEveryMs.first * 2 ** sender.refusals);
      sender.refusals += 1;
      return true;
    }
    if (fault !== null && fault !== "notFound") return false;
    if (sender.message !== null) onSetAside?.(sender.number, null);
    Object.assign(sender, { message: null, refusals: 0 });
    sender.denied.delete(sdkAppId);
    return false;
  }

  return {
    spacingMs: all[0] ? all[0].pacer.spacingMs / all.length : 0,
    mostPerSecond: () => requestsPerSecond * working().length,
    rate: (now: number) => working().reduce((sum, { pacer }) => sum + pacer.rate(now), 0),
    sentPerSecond: (now: number) =>
      Math.round(all.reduce((sum, { pacer }) => sum + pacer.sentPerSecond(now), 0) * 10) / 10,
    /** How long to wait from `now` until a key, or one that may see the application, may send; 0: at once. */
    delay: (now: number, sdkAppId?: number) =>
      Math.min(...usable(now, sdkAppId).map(({ pacer }) => pacer.delay(now))),
    /** Through the key that may send first. `anotherKey`: it was refused, and another key may do better. */
    async send(target: Target, now: number): Promise<Outcome<Facts> & { readonly anotherKey: boolean }> {
      const byDelay = (one: Sender, two: Sender) => one.pacer.delay(now) - two.pacer.delay(now);
      const sender = usable(now, target.sdkAppId).toSorted(byDelay)[0] as Sender;
      sender.pacer.sent(now);
      // One probe only, until it is answered.
      if (sender.message !== null) sender.probeAt = now + probeEveryMs.first;
      const outcome = await sender.send(target);
      return { ...outcome, anotherKey: settle(sender, target.sdkAppId, outcome) };
    },
    /** null: every key is in use. */
    get message(): string | null {
      const aside = all.filter(({ message }) => message !== null);
      return aside.map(({ number, message }) => `Key ${number} is set aside: ${message}`).join("; ") || null;
    },
    setAside: () => all.length - working().length,
  };
}

const afterErrorMs = 1000;

/** Runs `sendOne`, which answers how long to wait for the next, and knows the requests under way. */
export function createSendLoop(clock: Clock, sendOne: () => number, onError: (error: unknown) => void) {
  const inFlight = new Set<Promise<void>>();
  let running = false;
  const turns = repeat({
    clock,
    run: () => Promise.resolve(running ? Math.max(0, sendOne()) : null),
    retryAfterMs: [afterErrorMs],
    onError,
  });
  return {
    isRunning: () => running,
    inFlight: inFlight as ReadonlySet<unknown>,
    begin(exchange: Promise<void>): void {
      const call = exchange.catch(onError).finally(() => inFlight.delete(call));
      inFlight.add(call);
    },
    wake: turns.wake,
    start(): void {
      running = true;
      turns.start();
    },
    async stop(): Promise<void> {
      running = false;
      await turns.stop();
      await Promise.allSettled(inFlight);
    },
  };
}
