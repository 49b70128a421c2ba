import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clock } from "../clock.ts";
import type { LeaseStore, StoredLease } from "../store/lease-store.ts";
import { createLease, type Lease } from "./lease.ts";

const accounts = ["east", "west"];

const isOf = (row: StoredLease, holder: string, term: number) => row.holder === holder && row.term === term;

/** The lease's rows in memory, as a database keeps them. */
function createMemory() {
  const rows = new Map<string, StoredLease>();
  return {
    rows,
    /** As one backend reaches it; `way` runs before each statement and may reject. */
    reach: (way: () => Promise<void> = () => Promise.resolve()): LeaseStore => ({
      async read() {
        await way();
        return [...rows.values()];
      },
      async take(holder, read) {
        await way();
        const term = Math.max(0, ...[...rows.values()].map((row) => row.term)) + 1;
        const free = accounts.filter((account) => {
          const row = rows.get(account);
          const before = read.find((one) => one.account === account);
          return row?.term === before?.term && row?.beat === before?.beat;
        });
        for (const account of free) rows.set(account, { account, holder, term, beat: 0, published: null });
        return free.length === accounts.length ? term : null;
      },
      async renew(holder, term, published) {
        await way();
        const mine = [...rows.values()].filter((row) => isOf(row, holder, term));
        for (const row of mine)
          rows.set(row.account, {
            ...row,
            beat: row.beat + 1,
            published: published.get(row.account) ?? null,
          });
        return mine.length === accounts.length;
      },
      async release(holder, term) {
        await way();
        for (const row of rows.values())
          if (isOf(row, holder, term)) rows.set(row.account, { ...row, holder: null });
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
    publish: () => new Map(accounts.map((account) => [account, `of ${name}`])),
    onPublished(account, text, isRecent) {
      if (account === "east") said.push(isRecent ? text : `${text}, some time ago`);
    },
    onGained: (term) => said.push(`gained ${term}`),
    onLost: () => said.push("lost"),
    onRenewed: () => undefined,
    onError: () => said.push("error"),
  });
  return { lease, said };
}

const maySend = ({ lease }: Backend, clock: FakeClock) => lease.maySendFrom() <= clock.monotonic();

describe("the lease", () => {
  it("belongs to the first, who may send once a predecessor's last second is over", async () => {
    const clock = createFakeClock(0);
    const one = createBackend("one", createMemory().reach(), clock);
    expect(one.lease.maySendFrom()).toBe(Number.POSITIVE_INFINITY);
    one.lease.start();
    await clock.advance(1);
    expect(one.said).toEqual(["gained 1"]);
    expect(one.lease.maySendFrom()).toBe(1101);
    await clock.advance(60_000);
    expect(one.said).toEqual(["gained 1"]);
    await one.lease.stop();
    expect(clock.pendingTimers()).toBe(0);
  });

  it("stays with the one that renews it; the others read what it publishes", async () => {
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

  it("marks as old what it reads first, and first after an outage of the database", async () => {
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

  it("is taken at once when it is released, with the next term", async () => {
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
    expect(two.lease.maySendFrom()).toBe(501 + 1100);
  });

  it("waits for an earlier version that holds the row of one account, until that is released or not renewed", async () => {
    const clock = createFakeClock(0);
    const memory = createMemory();
    const earlier = { account: "west", holder: "earlier", term: 7, published: "of earlier" };
    const one = createBackend("one", memory.reach(), clock);
    one.lease.start();
    for (let beat = 0; beat < 20; beat += 1) {
      memory.rows.set("west", { ...earlier, beat });
      await clock.advance(1000);
    }
    expect(one.said).not.toContain("gained 8");
    expect(maySend(one, clock)).toBe(false);
    await clock.advance(5000);
    expect(one.lease.term).toBe(8);
    // It was only paused, and finds its row taken.
    expect(memory.rows.get("west")).toMatchObject({ holder: "one", term: 8 });
  });

  it("is lost when an earlier version takes the row of one account", async () => {
    const clock = createFakeClock(0);
    const memory = createMemory();
    const one = createBackend("one", memory.reach(), clock);
    one.lease.start();
    await clock.advance(2000);
    expect(maySend(one, clock)).toBe(true);
    memory.rows.set("west", { account: "west", holder: "earlier", term: 2, beat: 0, published: null });
    await clock.advance(1000);
    expect(one.said.at(-1)).toBe("lost");
    expect(maySend(one, clock)).toBe(false);
  });

  it("ends for a holder that cannot renew it before another may take it, and is not taken twice", async () => {
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
    expect(maySend(one, clock)).toBe(true);
    await clock.advance(200);
    expect(maySend(one, clock)).toBe(false);
    expect(two.lease.term).toBeNull();
    await clock.advance(3000);
    expect(maySend(two, clock)).toBe(true);
    away = false;
    await clock.advance(60_000);
    expect(one.lease.term).toBeNull();
    expect(one.said).toContain("lost");
  });

  it("goes on at once with its holder, if no other could take it either", async () => {
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
    expect(maySend(one, clock)).toBe(true);
    await clock.advance(600);
    expect(maySend(one, clock)).toBe(false);
  });

  it("is over when the wall clock says so, as after a sleep, and no later when that is set back", async () => {
    const clock = createFakeClock(0);
    const one = createBackend("one", createMemory().reach(), clock);
    one.lease.start();
    await clock.advance(2000);
    expect(maySend(one, clock)).toBe(true);
    clock.step(3_600_000);
    expect(maySend(one, clock)).toBe(false);

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
    expect(maySend(two, clock)).toBe(false);
  });

  it("is never held by two at once, whichever is paused, slow or cut off, and is held in the end", async () => {
    const trouble = fc.record({
      who: fc.nat(2),
      kind: fc.constantFrom("pause", "cut", "slow"),
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
            expect(backends.filter((one) => maySend(one, clock)).length).toBeLessThanOrEqual(1);
          }
        };
        for (const { who, kind, lastsMs, afterMs } of troubles) {
          await watch(afterMs);
          backends[who]?.suffer(kind, clock.monotonic() + lastsMs);
        }
        await watch(30_000);
        expect(backends.filter((one) => maySend(one, clock))).toHaveLength(1);
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
