import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";
import {
  type StoredSample,
  sampleColumns,
  samplesOf,
  samplesWithin,
  type TimeRange,
  toSample,
} from "./stored-sample.ts";

/**
 * At most `points` (≥ 2) samples of a range, in order of time. What is kept: the first and the last; every sample at
 * which the state changed, or at which called or total became known or unknown; per bucket of time the extremes of
 * called, and of total if it moved. With more changes than fit, they are thinned evenly.
 */
export async function downsampled(
  db: Kysely<Schema>,
  key: CampaignKey,
  range: TimeRange,
  points: number,
): Promise<StoredSample[]> {
  const samples = samplesWithin(db, key, range);
  const head = await samples
    .select(sampleColumns)
    .orderBy("at")
    .limit(points + 1)
    .execute();
  const first = head[0];
  if (!first || head.length <= points) return head.map(toSample);
  const last = await samples.select("at").orderBy("at", "desc").limit(1).executeTakeFirst();
  const moments = await choose(db, key, { from: first.at, to: last?.at ?? first.at }, points);
  const rows = await samplesOf(db, key)
    .select(sampleColumns)
    .where("at", "in", [...moments])
    .orderBy("at")
    .execute();
  return rows.map(toSample);
}

/** Called takes two samples per bucket; a total that changes takes two more. */
const mostPerBucket = 4;
/** Of the points, the share of the extremes of called at first; the rest is for changes. */
const shareOfBuckets = 0.47;

/** The moments to keep. `within` starts and ends with a sample. */
async function choose(
  db: Kysely<Schema>,
  key: CampaignKey,
  within: TimeRange,
  points: number,
): Promise<Set<number>> {
  const ends = [within.from, within.to];
  const fine = await summarise(db, key, within, Math.max(1, Math.floor(points * shareOfBuckets)));
  const changes = await findChanges(db, key, fine);
  const best = new Set([...ends, ...changes, ...extremesOf(fine)]);
  if (best.size <= points) return best;
  // Fewer, wider buckets; at least one if it fits, for the extremes of the whole range.
  const room = points - ends.length;
  const roomForChanges = room >= mostPerBucket ? room - mostPerBucket : room;
  const kept = thinned(changes, roomForChanges);
  const buckets = Math.floor((room - kept.length) / mostPerBucket);
  const coarse = buckets > 0 ? await summarise(db, key, within, buckets) : [];
  return new Set([...ends, ...kept, ...extremesOf(coarse)]);
}

interface Bucket {
  readonly first_at: number;
  readonly last_at: number;
  readonly samples: number;
  readonly called_known: number;
  readonly total_known: number;
  readonly lowest_state: number;
  readonly highest_state: number;
  readonly least_called_at: number | null;
  readonly most_called_at: number | null;
  readonly least_total_at: number | null;
  readonly most_total_at: number | null;
}

/** In place of an unknown state, since aggregates ignore nulls. */
const noState = Number.MIN_SAFE_INTEGER;

/**
 * One pass over the range's samples; then the moments of the extremes are searched from the end of the bucket where they
 * are likely, since called mostly rises. Empty buckets are left out.
 */
async function summarise(
  db: Kysely<Schema>,
  key: CampaignKey,
  within: TimeRange,
  buckets: number,
): Promise<Bucket[]> {
  const width = Math.ceil((within.to - within.from + 1) / buckets);
  const campaign = sql`sdk_app_id = ${key.sdkAppId} and campaign_id = ${key.campaignId}`;
  const momentOf = (column: "called" | "total", value: string, direction: "asc" | "desc") => sql`(
    select x.at from samples x
    where x.sdk_app_id = ${key.sdkAppId} and x.campaign_id = ${key.campaignId}
      and x.at between b.first_at and b.last_at and x.${sql.ref(column)} = ${sql.ref(`b.${value}`)}
    order by x.at ${sql.raw(direction)} limit 1)`;
  // A total that does not change is on a sample that is kept for its called, if that is known.
  const mayBeMissed = sql`(least_total < most_total or called_known < samples)`;
  const { rows } = await sql<Bucket>`
    select first_at, last_at, samples, called_known, total_known, lowest_state, highest_state,
      ${momentOf("called", "least_called", "asc")} as least_called_at,
      ${momentOf("called", "most_called", "desc")} as most_called_at,
      case when ${mayBeMissed} then ${momentOf("total", "least_total", "asc")} end as least_total_at,
      case when ${mayBeMissed} then ${momentOf("total", "most_total", "desc")} end as most_total_at
    from (
      select (at - cast(${within.from} as bigint)) / cast(${width} as bigint) as bucket,
        min(at) as first_at, max(at) as last_at,
        count(*) as samples, count(called) as called_known, count(total) as total_known,
        min(coalesce(state_code, ${noState})) as lowest_state,
        max(coalesce(state_code, ${noState})) as highest_state,
        min(called) as least_called, max(called) as most_called,
        min(total) as least_total, max(total) as most_total
      from samples
      where ${campaign} and at between ${within.from} and ${within.to}
      group by 1
    ) b
    order by first_at`.execute(db);
  return rows;
}

function extremesOf(buckets: readonly Bucket[]): number[] {
  return buckets
    .flatMap((bucket) => [
      bucket.least_called_at,
      bucket.most_called_at,
      bucket.least_total_at,
      bucket.most_total_at,
    ])
    .filter((at) => at !== null);
}

/** Moments at which the state changed or a value became known or unknown, in order of time. */
async function findChanges(
  db: Kysely<Schema>,
  key: CampaignKey,
  buckets: readonly Bucket[],
): Promise<number[]> {
  const changes = new Set<number>();
  let open: { from: number; to: number } | null = null;
  const stretches: { from: number; to: number }[] = [];
  for (const [index, bucket] of buckets.entries()) {
    const before = buckets[index - 1];
    if (isMixed(bucket)) {
      // From the sample before it to the sample after it.
      const to = buckets[index + 1]?.first_at ?? bucket.last_at;
      if (open && before && isMixed(before)) open.to = to;
      else stretches.push((open = { from: before?.last_at ?? bucket.first_at, to }));
    } else if (before && !isMixed(before) && kindOf(before) !== kindOf(bucket)) {
      changes.add(bucket.first_at);
    }
  }
  for (const stretch of stretches) for (const at of await changesWithin(db, key, stretch)) changes.add(at);
  return [...changes].toSorted((one, other) => one - other);
}

/** Whether anything but the numbers changed within the bucket. */
function isMixed({ samples, called_known, total_known, lowest_state, highest_state }: Bucket): boolean {
  return (
    lowest_state !== highest_state ||
    (called_known > 0 && called_known < samples) ||
    (total_known > 0 && total_known < samples)
  );
}

/** Of a bucket that is not mixed. */
function kindOf({ called_known, total_known, lowest_state }: Bucket): string {
  return `${lowest_state} ${called_known > 0} ${total_known > 0}`;
}

async function changesWithin(db: Kysely<Schema>, key: CampaignKey, stretch: TimeRange): Promise<number[]> {
  const { rows } = await sql<{ at: number }>`
    select at from (
      select at, state, known,
        lag(state) over (order by at) as state_before, lag(known) over (order by at) as known_before
      from (
        select at, coalesce(state_code, ${noState}) as state,
          case when called is null then 0 else 1 end + case when total is null then 0 else 2 end as known
        from samples
        where sdk_app_id = ${key.sdkAppId} and campaign_id = ${key.campaignId}
          and at between ${stretch.from} and ${stretch.to}
      ) s
    ) t
    where state <> state_before or known <> known_before
    order by at`.execute(db);
  return rows.map(({ at }) => at);
}

/** At most `most` of them, evenly. */
function thinned(moments: readonly number[], most: number): readonly number[] {
  if (moments.length <= most) return moments;
  return moments.filter(
    (_at, index) =>
      Math.floor((index * most) / moments.length) !== Math.floor(((index - 1) * most) / moments.length),
  );
}
