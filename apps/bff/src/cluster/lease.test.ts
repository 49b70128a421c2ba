import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clock } from "../clock.ts";
import type { LeaseStore, StoredLease } from "../store/lease-store.ts";
import { createLease, type Lease } from "./lease.ts";

/** One lease in memory, as a database keeps it. */
function createMemory() {
  let row: StoredLease | null = null;
  return {
    /** As one backend reaches it; `way` runs before each statement and may reject. */
    reach: (way: () => Promise<void> = () => Promise.resolve()): LeaseStore => ({
      async read() {
        await way();
        return row;
      },
      async take(holder, seen) {
        await way();
        if (row?.term !== seen?.term || row?.beat !== seen?.beat || row?.holder !== seen?.holder) return null;
        row = { holder, term: (seen?.term ?? 0) + 1, beat: 0, told: row?.told ?? null };
        return row.term;
      },
      async renew(holder, term, told) {
        await way();
        if (row === null || row.holder !== holder || row.term !== term) return false;
        row = { ...row, beat: row.beat + 1, told };
        return true;
      },
      async release(holder, term) {
        await way();
        if (row?.holder === holder && row.term === term) row = { ...row, holder: null };
      },
    }),
  };
}

interface Backend {
  readonly lease: Lease;
  readonly said: string[];
}

function createBackend(name: string, store: LeaseStore, clock: Clock): Backend {
  const said: string[] = [];
  const lease = createLease({
    store,
    clock,
    holder: name,
    tell: () => `of ${name}`,
    onTold: (told, isRecent) => said.push(isRecent ? told : `${told}, some time ago`),
    onGained: (term) => said.push(`gained ${term}`),
    onLost: () => said.push("lost"),
    onMayAsk: () => undefined,
    onError: () => said.push("error"),
  });
  return { lease, said };
}

const mayAsk = ({ lease }: Backend, clock: FakeClock) => lease.mayAskFrom() <= clock.monotonic();

describe("the lease", () => {
  it("is whose comes first, who asks once a predecessor's last second is over", async () => {
    const clock = createFakeClock(0);
    const one = createBackend("one", createMemory().reach(), clock);
    expect(one.lease.mayAskFrom()).toBe(Number.POSITIVE_INFINITY);
    one.lease.start();
    await clock.advance(1);
    expect(one.said).toEqual(["gained 1"]);
    expect(one.lease.mayAskFrom()).toBe(1101);
    await clock.advance(60_000);
    expect(one.said).toEqual(["gained 1"]);
    await one.lease.stop();
    expect(clock.pendingTimers()).toBe(0);
  });

  it("stays with who renews it; the others hear what is told", async () => {
    const clock = createFakeClock(0);
    const memory = createMemory();
    const one = createBackend("one", memory.reach(), clock);
    const two = createBackend("two", memory.reach(), clock);
    one.lease.start();
    await clock.advance(1);
    two.lease.start();
    await clock.advance(60_000);
    expect(two.lease.term).toBeNull();
    expect(new Set(two.said)).toEqual(new Set(["of one"]));
  });

  it("says of what it finds, and of what it finds after a while without the database, that it may be old", async () => {
    const clock = createFakeClock(0);
    const memory = createMemory();
    const one = createBackend("one", memory.reach(), clock);
    let isAway = false;
    const two = createBackend(
      "two",
      memory.reach(() => (isAway ? Promise.reject(new Error("away")) : Promise.resolve())),
      clock,
    );
    one.lease.start();
    await clock.advance(2000);
    two.lease.start();
    await clock.advance(1);
    expect(two.said).toEqual(["of one, some time ago"]);
    await clock.advance(2000);
    isAway = true;
    await clock.advance(60_000);
    isAway = false;
    two.said.length = 0;
    await clock.advance(1000);
    expect(two.said).toEqual(["of one, some time ago"]);
  });

  it("is another's at once when it is given back, with the next term", async () => {
    const clock = createFakeClock(0);
    const memory = createMemory();
    const one = createBackend("one", memory.reach(), clock);
    const two = createBackend("two", memory.reach(), clock);
    one.lease.start();
    await clock.advance(1);
    two.lease.start();
    await clock.advance(499);
    await one.lease.stop();
    two.lease.wake();
    await clock.advance(1);
    expect(two.lease.term).toBe(2);
    expect(two.lease.mayAskFrom()).toBe(501 + 1100);
  });

  it("goes to another when it is yielded, and comes back if nobody takes it", async () => {
    const clock = createFakeClock(0);
    const memory = createMemory();
    const one = createBackend("one", memory.reach(), clock);
    const two = createBackend("two", memory.reach(), clock);
    one.lease.start();
    await clock.advance(1);
    two.lease.start();
    await clock.advance(3000);
    await one.lease.yield();
    expect(one.said.at(-1)).toBe("lost");
    for (const { lease } of [one, two]) lease.wake();
    await clock.advance(1);
    expect(two.lease.term).toBe(2);
    expect(mayAsk(one, clock)).toBe(false);
    await two.lease.stop();
    one.lease.wake();
    await clock.advance(1);
    expect(one.lease.term).toBeNull();
    await clock.advance(5000);
    expect(one.lease.term).toBe(3);
    expect(one.said.filter((word) => word === "lost")).toHaveLength(1);
  });

  it("that nobody holds cannot be yielded", async () => {
    const clock = createFakeClock(0);
    const one = createBackend("one", createMemory().reach(), clock);
    await one.lease.yield();
    expect(one.said).toEqual([]);
  });

  it("ends for a holder that cannot renew it before anybody else may take it, and is not taken twice", async () => {
    const clock = createFakeClock(0);
    const memory = createMemory();
    let away = false;
    const cutOff = () => (away ? Promise.reject(new Error("away")) : Promise.resolve());
    const one = createBackend("one", memory.reach(cutOff), clock);
    const two = createBackend("two", memory.reach(), clock);
    one.lease.start();
    await clock.advance(1);
    two.lease.start();
    await clock.advance(5000);
    away = true;
    await clock.advance(3900);
    expect(mayAsk(one, clock)).toBe(true);
    await clock.advance(200);
    expect(mayAsk(one, clock)).toBe(false);
    expect(two.lease.term).toBeNull();
    await clock.advance(3000);
    expect(mayAsk(two, clock)).toBe(true);
    away = false;
    await clock.advance(60_000);
    expect(one.lease.term).toBeNull();
    expect(one.said).toContain("lost");
  });

  it("goes on at once with who held it, when nobody else could take it either", async () => {
    const clock = createFakeClock(0);
    let away = false;
    const memory = createMemory();
    const one = createBackend(
      "one",
      memory.reach(() => (away ? Promise.reject(new Error("away")) : Promise.resolve())),
      clock,
    );
    one.lease.start();
    await clock.advance(3000);
    away = true;
    await clock.advance(20_000);
    expect(one.lease.term).toBeNull();
    away = false;
    await clock.advance(1000);
    expect(one.lease.term).toBe(2);
  });

  it("counts a renewal from when it began to be written", async () => {
    const clock = createFakeClock(0);
    let slow = false;
    const way = () =>
      new Promise<void>((resolve) => {
        if (slow) clock.setTimeout(resolve, 3500);
        else resolve();
      });
    const one = createBackend("one", createMemory().reach(way), clock);
    one.lease.start();
    await clock.advance(1);
    slow = true;
    await clock.advance(1000 + 3500 + 1);
    expect(mayAsk(one, clock)).toBe(true);
    await clock.advance(600);
    expect(mayAsk(one, clock)).toBe(false);
  });

  it("is over when the wall clock says so, as after a sleep, and no later when that is set back", async () => {
    const clock = createFakeClock(0);
    const one = createBackend("one", createMemory().reach(), clock);
    one.lease.start();
    await clock.advance(2000);
    expect(mayAsk(one, clock)).toBe(true);
    clock.step(3_600_000);
    expect(mayAsk(one, clock)).toBe(false);

    const away = createMemory();
    let cut = false;
    const two = createBackend(
      "two",
      away.reach(() => (cut ? Promise.reject(new Error("away")) : Promise.resolve())),
      clock,
    );
    two.lease.start();
    await clock.advance(2000);
    cut = true;
    clock.step(-3_600_000);
    await clock.advance(4100);
    expect(mayAsk(two, clock)).toBe(false);
  });

  it("is never of two at once, whoever is paused, slow or cut off, and somebody has it in the end", async () => {
    const trouble = fc.record({
      who: fc.nat(2),
      kind: fc.constantFrom("pause", "cut", "slow", "yield"),
      lastsMs: fc.integer({ min: 100, max: 12_000 }),
      afterMs: fc.integer({ min: 0, max: 6000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(trouble, { maxLength: 12 }), async (troubles) => {
        const clock = createFakeClock(0);
        const memory = createMemory();
        const backends = ["a", "b", "c"].map((name) => createTroubled(name, memory, clock));
        for (const { lease } of backends) lease.start();
        const watch = async (ms: number) => {
          for (let passed = 0; passed < ms; passed += 100) {
            await clock.advance(100);
            expect(backends.filter((one) => mayAsk(one, clock)).length).toBeLessThanOrEqual(1);
          }
        };
        for (const { who, kind, lastsMs, afterMs } of troubles) {
          await watch(afterMs);
          if (kind === "yield") void backends[who]?.lease.yield().catch(() => undefined);
          else backends[who]?.suffer(kind, clock.monotonic() + lastsMs);
        }
        await watch(30_000);
        expect(backends.filter((one) => mayAsk(one, clock))).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});

type Trouble = "pause" | "cut" | "slow";

/** A backend whose timers wait while it is paused, and whose database is away or slow at times. */
function createTroubled(name: string, memory: ReturnType<typeof createMemory>, clock: FakeClock) {
  const until: Record<Trouble, number> = { pause: 0, cut: 0, slow: 0 };
  const own: Clock = {
    ...clock,
    setTimeout: (callback, delayMs) =>
      clock.setTimeout(function fire() {
        const pausedMs = until.pause - clock.monotonic();
        if (pausedMs > 0) clock.setTimeout(fire, pausedMs);
        else callback();
      }, delayMs),
  };
  const way = async () => {
    const waitMs = Math.max(until.pause - clock.monotonic(), until.slow > clock.monotonic() ? 1500 : 0);
    if (waitMs > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, waitMs));
    if (until.cut > clock.monotonic()) throw new Error("away");
  };
  const backend = createBackend(name, memory.reach(way), own);
  return {
    ...backend,
    suffer(kind: Trouble, untilMs: number) {
      until[kind] = Math.max(until[kind], untilMs);
    },
  };
}
