import { createFakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { expect, it } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { watchDirectly } from "../../test/kit/watch-directly.ts";
import { createBoard } from "../board/board.ts";
import { createAttentionStore } from "../store/attention-store.ts";
import { createHistoryStore } from "../store/history-store.ts";
import { createSettingsStore } from "../store/settings-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import { keepRecords } from "./keep-records.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const hour = 3_600_000;
const key = { sdkAppId: 1, campaignId: 1 };

it("journals what an added campaign's confirmed end needs, though another backend's state of it came first", async () => {
  const clock = createFakeClock(start);
  const db = await openSqliteDatabase(temporaryFolder(), "test.db");
  const stores = {
    history: createHistoryStore(db),
    attention: createAttentionStore(db),
    settings: createSettingsStore(db),
  };
  const board = createBoard(clock, () => onlyAccountWith());
  const logger = pino({ level: "silent" });
  const records = keepRecords({ stores, board, clock, logger, retentionDays: 30, observesAgents: true });
  await watchDirectly(db, key);
  board.watch([{ key, label: null }]);
  const facts = {
    name: null,
    agent: null,
    concurrency: null,
    callOrderCode: null,
    stateCode: 3,
    startTime: start - 3 * hour,
    endTime: start + hour,
    totalCallees: 10,
    calledCallees: 4,
    uui: null,
    requestId: null,
  };
  const [activeAt, endedAt] = [start - 2 * hour, start - hour];
  board.restore(key, { facts, observedAt: endedAt, activeAt, endedAt, endConfirmed: true });
  await records.recall({ watch: () => undefined }, [key], true);
  await records.close();
  expect(await stores.attention.latest(key, 9)).toMatchObject([{ kind: "stoppedEarly", until: null }]);
  await db.destroy();
});
