import { createFakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { expect, it } from "vitest";
import { dialingFacts, dialingStart, watchDialing } from "../../test/kit/dialed-campaign.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { noExperience } from "../campaigns/experience.ts";
import { foldObservation } from "../campaigns/fold-observation.ts";
import { createSettingsStore } from "../store/settings-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import { createForecastExperience } from "./forecast-experience.ts";

const minute = 60_000;
const dialing = { roundMs: 40_000, size: 5, total: 900, windowMs: 120 * minute };

it("is kept every minute and at the end, read by the next leader, and never overwritten by an earlier one", async () => {
  const clock = createFakeClock(dialingStart);
  const db = await openSqliteDatabase(temporaryFolder(), "test.db");
  const open = () => createForecastExperience(createSettingsStore(db), clock, pino({ level: "silent" }));
  const learnAt = (experience: ReturnType<typeof open>, ms: number) => {
    const before = watchDialing(dialing, { from: 0, to: ms - 10_000, everyMs: 10_000 });
    const facts = dialingFacts(dialing, ms);
    experience.learn(before, foldObservation(before, { kind: "answered", at: dialingStart + ms, facts }));
  };
  const first = open();
  first.start();
  await clock.advance(1000);
  learnAt(first, 20 * minute);
  await clock.advance(minute);
  const second = open();
  await second.load();
  expect(second.present).toEqual(first.present);
  expect(second.present).not.toEqual(noExperience);

  second.start();
  await clock.advance(1000);
  learnAt(second, 30 * minute);
  await second.stop();
  learnAt(first, 25 * minute);
  await first.stop();
  const third = open();
  await third.load();
  expect(third.present).toEqual(second.present);
  expect(clock.pendingTimers()).toBe(0);
  await db.destroy();
});

it("begins anew with what an earlier version learned, which had other sums", async () => {
  const db = await openSqliteDatabase(temporaryFolder(), "test.db");
  const store = createSettingsStore(db);
  const { drift1: _, ...others } = noExperience.all;
  const earlier = { ...noExperience, at: dialingStart, all: { ...others, drift: 1, driftMs: 1 } };
  await store.save("forecastExperience", earlier);
  const experience = createForecastExperience(store, createFakeClock(0), pino({ level: "silent" }));
  await experience.load();
  expect(experience.present).toEqual(noExperience);
  await db.destroy();
});
