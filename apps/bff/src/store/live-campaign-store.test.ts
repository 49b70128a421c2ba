import { type Kysely, sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";
import { asShared, type ClusterSchema } from "./cluster-schema.ts";
import { createLeaseStore } from "./lease-store.ts";
import { createLiveCampaignStore } from "./live-campaign-store.ts";
import { openPostgresDatabase } from "./postgres-database.ts";

const postgres = postgresForTests();
const campaign = (sdkAppId: number, state = "{}") => ({ key: { sdkAppId, campaignId: 7 }, state });

async function open(url: string): Promise<Kysely<ClusterSchema>> {
  const db = await openPostgresDatabase({ url, schema: "cruiseboard", onConnectionError: () => undefined });
  onTestFinished(() => db.destroy());
  return asShared(db);
}

const accounts = [
  { name: "default", sdkAppIds: new Set([1]) },
  { name: "west", sdkAppIds: new Set([2]) },
];

describe("live campaigns", () => {
  it("are read in the order in which they were written, of all accounts", async () => {
    const db = await open(await postgres.newDatabase());
    const store = createLiveCampaignStore(db, accounts);
    await store.write(1, [campaign(2, "first")]);
    await store.write(1, [campaign(1, "second")]);
    const written = await store.since(0);
    expect(written).toMatchObject([{ state: "first" }, { state: "second" }]);
    expect(await store.since(written[0]?.seq ?? 0)).toMatchObject([{ state: "second" }]);
    // Earlier versions read them account by account.
    const names = await db.selectFrom("liveCampaigns").select("account").orderBy("seq").execute();
    expect(names.map(({ account }) => account)).toEqual(["west", "default"]);
  });

  it("of a later term stay", async () => {
    const store = createLiveCampaignStore(await open(await postgres.newDatabase()), accounts);
    await store.write(5, [campaign(1, "of term 5")]);
    await store.write(4, [campaign(1, "of term 4")]);
    expect(await store.of([campaign(1).key])).toMatchObject([{ state: "of term 5" }]);
  });

  it("of the version before accounts belong to the only account", async () => {
    const db = await open(await postgres.newDatabase());
    await sql`insert into live_campaigns (sdk_app_id, campaign_id, seq, term, state)
      values (1, 7, nextval('live_campaigns_seq'), 3, 'earlier')`.execute(db);
    expect(await createLiveCampaignStore(db, accounts).since(0)).toMatchObject([{ state: "earlier" }]);
  });
});

describe("the lease", () => {
  it("has a row per account, and is taken and renewed as a whole", async () => {
    const db = await open(await postgres.newDatabase());
    const store = createLeaseStore(db, ["west", "default"]);
    expect(await store.read()).toEqual([]);
    expect(await store.take("a", [])).toBe(1);
    expect(await store.take("b", [])).toBeNull();
    const published = new Map([["west", "{}"]]);
    expect(await store.renew("b", 1, published)).toBe(false);
    expect(await store.renew("a", 1, published)).toBe(true);
    const rows = await store.read();
    expect(rows).toEqual(
      expect.arrayContaining([
        { account: "default", holder: "a", term: 1, beat: 1, published: null },
        { account: "west", holder: "a", term: 1, beat: 1, published: "{}" },
      ]),
    );
    // An earlier version takes one row by itself.
    await db
      .updateTable("leases")
      .set({ holder: "earlier", term: 2, beat: 0 })
      .where("name", "=", "upstream/west")
      .execute();
    expect(await store.renew("a", 1, published)).toBe(false);
    expect(await store.take("b", rows)).toBeNull();
    expect(await store.take("b", await store.read())).toBe(3);
    expect((await store.read()).map(({ published }) => published)).toEqual([null, null]);
    await store.release("b", 3);
    expect((await store.read()).map(({ holder }) => holder)).toEqual([null, null]);
  });

  it("has terms higher than those of accounts that are not configured any more", async () => {
    const db = await open(await postgres.newDatabase());
    await db
      .insertInto("leases")
      .values({ name: "upstream/old", holder: null, term: 57, beat: 3, told: null })
      .execute();
    expect(await createLeaseStore(db, ["default"]).take("a", [])).toBe(58);
  });
});
