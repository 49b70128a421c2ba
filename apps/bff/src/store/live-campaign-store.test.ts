import { type Kysely, sql } from "kysely";
import { Client } from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";
import { asShared, type ClusterSchema } from "./cluster-schema.ts";
import { countLeases, createLeaseStore } from "./lease-store.ts";
import { createLiveCampaignStore } from "./live-campaign-store.ts";
import { openPostgresDatabase } from "./postgres-database.ts";

const postgres = postgresForTests();
const campaign = (sdkAppId: number, state = "{}") => ({ key: { sdkAppId, campaignId: 7 }, state });

async function open(url: string): Promise<Kysely<ClusterSchema>> {
  const db = await openPostgresDatabase({ url, schema: "cruiseboard", onConnectionError: () => undefined });
  onTestFinished(() => db.destroy());
  return asShared(db);
}

describe("what was seen, account by account", () => {
  it("is read up in the order in which it shows, whatever another account's backend is writing", async () => {
    const url = await postgres.newDatabase();
    const db = await open(url);
    const east = createLiveCampaignStore(db, "east");
    const west = createLiveCampaignStore(db, "west");
    // West's number is given out first and shows last.
    const slow = new Client(url);
    await slow.connect();
    await slow.query("set search_path to cruiseboard");
    await slow.query("begin");
    await slow.query(
      "insert into live_campaigns values (2, 7, nextval('live_campaigns_seq'), 1, 'west', 'west')",
    );
    await east.write(1, [campaign(1, "east")]);
    const [seen] = await east.since(0);
    expect(await west.since(0)).toEqual([]);
    await slow.query("commit");
    await slow.end();
    expect(await east.since(seen?.seq ?? 0)).toEqual([]);
    expect(await west.since(0)).toMatchObject([{ key: { sdkAppId: 2 }, state: "west" }]);
  });

  it("stands against an earlier term of the same account, not against another account's terms", async () => {
    const db = await open(await postgres.newDatabase());
    const east = createLiveCampaignStore(db, "east");
    await east.write(5, [campaign(1, "of term 5")]);
    await east.write(4, [campaign(1, "of term 4")]);
    expect(await east.of([campaign(1).key])).toMatchObject([{ state: "of term 5" }]);
    // The application went over to an account whose lease is younger.
    const west = createLiveCampaignStore(db, "west");
    await west.write(1, [campaign(1, "of the other")]);
    expect(await west.since(0)).toMatchObject([{ state: "of the other" }]);
    expect(await east.since(0)).toEqual([]);
  });

  it("was an only account's before there were several", async () => {
    const url = await postgres.newDatabase();
    const db = await open(url);
    // As a backend of the version before writes it.
    await sql`insert into live_campaigns (sdk_app_id, campaign_id, seq, term, state)
      values (1, 7, nextval('live_campaigns_seq'), 3, 'earlier')`.execute(db);
    expect(await createLiveCampaignStore(db, "default").since(0)).toMatchObject([{ state: "earlier" }]);
  });
});

describe("leases", () => {
  it("are of one account each, and counted by who holds them", async () => {
    const db = await open(await postgres.newDatabase());
    const names = ["default", "east", "west"];
    for (const [index, name] of names.entries())
      expect(await createLeaseStore(db, name).take(index === 0 ? "a" : "b", null)).toBe(1);
    expect(await createLeaseStore(db, "east").renew("a", 1, "{}")).toBe(false);
    expect(await countLeases(db, names)).toEqual(
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
    );
    await createLeaseStore(db, "west").release("b", 1);
    expect(await countLeases(db, names)).toEqual(
      new Map([
        ["a", 1],
        ["b", 1],
      ]),
    );
    expect(await countLeases(db, ["default"])).toEqual(new Map([["a", 1]]));
    const { rows } = await sql<{ name: string }>`select name from leases order by name`.execute(db);
    // The first is the name that it had when there was but one.
    expect(rows.map(({ name }) => name)).toEqual(["upstream", "upstream/east", "upstream/west"]);
  });
});
