import { createFakeClock } from "@cruiseboard/testing";
import { sql } from "kysely";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../config.ts";
import { createServices } from "../create-services.ts";
import { asShared } from "../store/cluster-schema.ts";
import { openPostgresDatabase } from "../store/postgres-database.ts";
import { environmentOf } from "../test-kit/backend-process.ts";
import { postgresForTests } from "../test-kit/postgres-for-tests.ts";
import { type QueryFault, type WatchedQueries, watchQueries } from "../test-kit/watched-queries.ts";

const postgres = postgresForTests();
const start = Date.parse("2026-11-22T08:00:00.000Z");
const hour = 3_600_000;
const ended = { sdkAppId: 1_400_000_000, campaignId: 2569 };
/** A lease that nobody renews is taken after 5 s. */
const beforeTakeoverMs = 4900;

/** What a leader that died left: its lease, a notice for the receivers, and a campaign that is due for the archive. */
async function leaveWork(url: string): Promise<void> {
  const db = asShared(
    await openPostgresDatabase({ url, schema: "cruiseboard", onConnectionError: () => undefined }),
  );
  const key = { sdk_app_id: ended.sdkAppId, campaign_id: ended.campaignId };
  for (const table of [
    "leases",
    "archive",
    "watch_list",
    "last_facts",
    "settings",
    "webhook_events",
  ] as const)
    await db.deleteFrom(table).execute();
  await sql`delete from webhook_messages`.execute(db);
  await db
    .insertInto("leases")
    .values({ name: "upstream", holder: "dead", term: 1, beat: 7, told: null })
    .execute();
  await db
    .insertInto("watch_list")
    .values({ ...key, label: null, added_at: start - 9 * hour })
    .execute();
  const facts = JSON.stringify(endedFacts);
  const looks = { observed_at: start - hour, active_at: null, ended_at: start - 3 * hour, end_confirmed: 1 };
  await db
    .insertInto("last_facts")
    .values({ ...key, ...looks, facts })
    .execute();
  await db.insertInto("settings").values({ name: "archiveRule", value: '{"afterHours":1}' }).execute();
  await db
    .insertInto("webhook_events")
    .values({
      receiver: await receiverId(),
      ...key,
      kind: "stalled",
      event: "began",
      since: start,
      at: start,
    })
    .execute();
  await db.destroy();
}

const endedFacts = {
  name: null,
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: 2,
  startTime: start - 8 * hour,
  endTime: start - 3 * hour,
  totalCallees: 10,
  calledCallees: 10,
  uui: null,
  requestId: null,
};

/** The same in the upstream's words. */
const { callOrderCode: callOrder, stateCode: state, ...alike } = endedFacts;
const toldFacts = {
  ...alike,
  callOrder,
  state,
  startTime: endedFacts.startTime / 1000,
  endTime: endedFacts.endTime / 1000,
};

const configOf = (url: string) =>
  loadConfig({ ...environmentOf(), DATABASE_URL: url, WEBHOOK_URLS: "generic=http://a.example" });

async function receiverId(): Promise<string> {
  return configOf("postgres://nobody@127.0.0.1/none").webhooks.receivers[0]?.id ?? "";
}

interface Takeover {
  /** Ms from when it got the lease; null: within half a minute it did not. */
  readonly sentAfterMs: number | null;
  readonly archived: boolean;
  /** Whether the query that was to fail was one of the takeover's. */
  readonly failed: boolean;
}

async function takeOver(
  url: string,
  queries: WatchedQueries,
  failing: number,
  how: QueryFault,
): Promise<Takeover> {
  await leaveWork(url);
  const clock = createFakeClock(start);
  let gainedAt: number | null = null;
  let sentAt: number | null = null;
  const write = (line: string) => {
    if (line.includes("asks the upstream from now on")) gainedAt ??= clock.monotonic();
  };
  const services = await createServices(configOf(url), {
    clock,
    logger: pino({ level: "info" }, { write }),
    random: () => 0.5,
    createClient: () => ({
      prepare: () => Promise.resolve(),
      describeAgentCruiseDialingCampaign: () => Promise.resolve({ facts: toldFacts, serverDate: null }),
      close: () => Promise.resolve(),
    }),
    send: () => {
      sentAt ??= clock.monotonic();
      return Promise.resolve({ outcome: "delivered" });
    },
  });
  const advance = async (ms: number, stepMs: number, isDone = () => false) => {
    for (let passed = 0; passed < ms && !isDone(); passed += stepMs) {
      await clock.advance(stepMs);
      await queries.settled();
    }
  };
  await advance(beforeTakeoverMs, 100);
  expect(gainedAt).toBeNull();
  queries.count(failing, how);
  await advance(30_000, 100, () => sentAt !== null);
  const { failed } = queries;
  queries.count();
  await advance(61_000, 1000);
  const archived = (await services.archive.entries()).length > 0;
  await services.close();
  return {
    sentAfterMs: sentAt === null || gainedAt === null ? null : sentAt - gainedAt,
    archived,
    failed,
  };
}

describe.each(["refused", "broken off"] as const)("a takeover of which one query is %s", (how) => {
  it("has the leader tasks running within 15 s, whichever query it is", { timeout: 300_000 }, async () => {
    const url = await postgres.newDatabase();
    const queries = watchQueries();
    const late: string[] = [];
    let failing = 0;
    for (let isOfTakeover = true; isOfTakeover; ) {
      failing += 1;
      const { sentAfterMs, archived, failed } = await takeOver(url, queries, failing, how);
      if (sentAfterMs === null || sentAfterMs > 15_000 || !archived)
        late.push(`query ${failing}: sent after ${sentAfterMs} ms, ${archived ? "" : "not "}archived`);
      isOfTakeover = failed;
    }
    expect(late).toEqual([]);
    // As many as a takeover has at least.
    expect(failing).toBeGreaterThan(10);
  });
});
