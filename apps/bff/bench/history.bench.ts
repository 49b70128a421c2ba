import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { createHistoryStore } from "../src/store/history-store.ts";
import { openSqliteDatabase } from "../src/store/sqlite-database.ts";
import { mean, quantile } from "../test/kit/ages.ts";

/**
 * Pages of history from ten million samples: a thousand campaigns of ten thousand each, laid down a hundred at a time
 * in turn, so that they lie scattered over the file as they do when they are written over weeks.
 */
const campaigns = 1000;
const samplesEach = 10_000;
const laidDownAtOnce = 100;
const start = 1_790_000_000_000;
/** A look every nine seconds: ten thousand are a day and an hour. */
const everyMs = 9000;
const sdkAppId = 1_400_000_000;
const firstCampaign = 2569;
/** One campaign beside them with ten times as many. */
const longCampaign = firstCampaign + campaigns;
const end = start + samplesEach * everyMs;

const folder = mkdtempSync(join(tmpdir(), "cruiseboard-bench-"));
const file = join(folder, "bench.db");
const db = await openSqliteDatabase(folder, "bench.db");
const store = createHistoryStore(db);

heading(`${(campaigns * samplesEach) / 1e6} million samples`);
fill();
const bytesASample = statSync(file).size / (campaigns * samplesEach);
report({ name: "space a sample", value: bytesASample, bound: { atMost: 60 }, unit: "bytes" });

for (const [name, share] of [
  ["its last hour", 0.04],
  ["a quarter of its past", 0.25],
  ["all of its past", 1],
] as const)
  await pages(`of ${name}`, () => ({
    campaignId: anyCampaign(),
    from: end - (end - start) * share,
    to: end,
  }));
await pages("of a range at random", () => {
  const [from, to] = [Math.random(), Math.random()].toSorted((one, other) => one - other);
  return {
    campaignId: anyCampaign(),
    from: Math.floor(start + (from ?? 0) * (end - start)),
    to: Math.floor(start + (to ?? 1) * (end - start)),
  };
});
heading("A campaign with 100,000 samples, all of its past");
await pages("of it", () => ({ campaignId: longCampaign, from: start, to: end * 2 }), 20, 500);

await db.destroy();
rmSync(folder, { recursive: true });
conclude();

function fill(): void {
  const began = performance.now();
  const database = new DatabaseSync(file);
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
  const insert = database.prepare("INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, NULL)");
  const lay = (campaignId: number, index: number) =>
    insert.run(sdkAppId, campaignId, start + index * everyMs, Math.floor(index * 0.8), samplesEach, 1);
  for (let from = 0; from < samplesEach; from += laidDownAtOnce) {
    database.exec("BEGIN");
    for (let campaign = 0; campaign < campaigns; campaign += 1)
      for (let index = from; index < from + laidDownAtOnce; index += 1) lay(firstCampaign + campaign, index);
    database.exec("COMMIT");
  }
  database.exec("BEGIN");
  for (let index = 0; index < samplesEach * 10; index += 1) lay(longCampaign, index);
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
  console.log(`  laid down in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

/** All that one page asks of the database: samples, gaps and the first observation. */
async function pages(
  name: string,
  next: () => { campaignId: number; from: number; to: number },
  count = 200,
  atMost = 50,
): Promise<void> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const { campaignId, ...range } = next();
    const key = { sdkAppId, campaignId };
    const began = performance.now();
    const samples = await store.samples(key, range, 300);
    await store.gaps(key, range, 300);
    await store.observedSince(key);
    times.push(performance.now() - began);
    if (samples.length > 300) throw new Error("More samples than asked for");
  }
  const value = quantile(times, 0.95);
  report({
    name: `a page ${name}, 95th percentile of ${count} (mean ${mean(times).toFixed(1)} ms)`,
    value,
    bound: { atMost },
    unit: "ms",
  });
}

function anyCampaign(): number {
  return firstCampaign + Math.floor(Math.random() * campaigns);
}
