import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import type { EndedSessionStore } from "../store/ended-session-store.ts";
import type { EndedSession } from "../store/schema.ts";
import { createEndedSessions } from "./ended-sessions.ts";

const hourMs = 3_600_000;

/** On a database that can be away: it refuses, or does not answer. */
async function setStage(kept: readonly EndedSession[] = []) {
  const clock = createFakeClock(Date.parse("2026-11-22T08:00:00.000Z"));
  const rows = new Map(kept.map((session) => [session.id, session]));
  const database = { is: "there" as "there" | "refusing" | "silent", rows, warnings: 0 };
  const store: EndedSessionStore = {
    async add(session) {
      if (database.is === "silent") await new Promise(() => undefined);
      if (database.is === "refusing") throw new Error("The disk is full");
      rows.set(session.id, session);
    },
    all: () => Promise.resolve([...rows.values()]),
    deleteOld(before) {
      for (const { id, until } of rows.values()) if (until < before) rows.delete(id);
      return Promise.resolve();
    },
  };
  const ended = createEndedSessions(store, clock, { warn: () => void (database.warnings += 1) });
  await ended.start();
  return { clock, database, ended };
}

describe("a session that ended", () => {
  it("is known from the start on, and forgotten an hour after its absolute end", async () => {
    const { clock, database, ended } = await setStage([{ id: "a", until: 0 }]);
    expect(await ended.end({ id: "b", until: clock.now() + hourMs })).toBe(true);
    expect([ended.has("a"), ended.has("b"), ended.has("c")]).toEqual([true, true, false]);
    await clock.advance(2 * hourMs);
    expect([ended.has("a"), ended.has("b"), [...database.rows.keys()]]).toEqual([false, true, ["b"]]);
    await clock.advance(hourMs);
    expect([ended.has("b"), database.rows.size]).toEqual([false, 0]);
    await ended.stop();
    expect(clock.pendingTimers()).toBe(0);
  });

  it("is stored once the database works again, and the failures are logged once", async () => {
    const { clock, database, ended } = await setStage();
    database.is = "refusing";
    expect(await ended.end({ id: "a", until: clock.now() + hourMs })).toBe(false);
    expect(ended.has("a")).toBe(true);
    await clock.advance(60_000);
    expect([database.rows.size, database.warnings]).toEqual([0, 1]);
    database.is = "there";
    await clock.advance(1000);
    expect(database.rows.size).toBe(1);
  });

  it("is stored by the stop at the latest", async () => {
    const { clock, database, ended } = await setStage();
    database.is = "refusing";
    await ended.end({ id: "a", until: clock.now() + hourMs });
    database.is = "there";
    await ended.stop();
    expect([database.rows.size, clock.pendingTimers()]).toEqual([1, 0]);
  });

  it("does not wait for a database that does not answer", async () => {
    const { clock, database, ended } = await setStage();
    database.is = "silent";
    const stored = ended.end({ id: "a", until: clock.now() + hourMs });
    await clock.advance(3000);
    expect(await stored).toBe(false);
  });
});
