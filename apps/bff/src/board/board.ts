import { randomBytes } from "node:crypto";
import { type Campaign, type CampaignKey, campaignPath, type Upstream } from "@cruiseboard/contract";
import { foldObservation } from "../campaigns/fold-observation.ts";
import { staleAtOf } from "../campaigns/freshness.ts";
import type { Observation } from "../campaigns/observation.ts";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock, Timer } from "../clock.ts";
import { createChangeLog } from "./change-log.ts";

/** Everything that is watched, as it stands, in numbered versions that advance a few times a second. */
export interface Board {
  start(): void;
  stop(): void;
  /** Puts campaigns on the board; a known one only takes the label. Answers them as tracked. */
  watch(entries: readonly { key: CampaignKey; label: string | null }[]): TrackedCampaign[];
  unwatch(key: CampaignKey): boolean;
  /** Folds a look into its campaign; null: it is not watched. */
  observe(key: CampaignKey, observation: Observation): TrackedCampaign | null;
  /** Takes over what an earlier process knew of a campaign, at its true age; null: it is not watched. */
  restore(key: CampaignKey, known: KnownBefore): TrackedCampaign | null;
  get(key: CampaignKey): TrackedCampaign | null;
  readonly size: number;
  /** Names this process's board and its present version, such as `k3v9x2.17`. */
  readonly cursor: string;
  readonly version: number;
  /** The version that a cursor stands for; null: of another process, malformed, or of the future. */
  versionOf(cursor: string): number | null;
  /** All rows as JSON texts. */
  rows(): IterableIterator<BoardRow>;
  /** What changed after that version; null: too long ago to tell. */
  changesSince(version: number): BoardChanges | null;
  readonly upstream: Upstream;
}

/** What outlives the process. */
type KnownBefore = Pick<TrackedCampaign, "facts" | "observedAt" | "activeAt" | "endedAt">;

export interface BoardRow {
  readonly key: CampaignKey;
  /** The Campaign as JSON, made once a change. */
  readonly json: string;
}

interface BoardChanges {
  readonly rows: BoardRow[];
  readonly removed: CampaignKey[];
}

interface LiveRow {
  readonly key: CampaignKey;
  campaign: TrackedCampaign;
  shown: Campaign;
  json: string;
}

/** Versions advance this often at the most, ms: viewers that poll together share one answer. */
const versionTickMs = 250;
/** How often rows are looked through for values that have grown stale, in ticks. */
const staleSweepTicks = 4;

export function createBoard(options: { clock: Clock; upstream: () => Upstream }): Board {
  const { clock } = options;
  const boot = randomBytes(6).toString("base64url");
  const rows = new Map<string, LiveRow>();
  const dirty = new Set<string>();
  const firstVersion = 1;
  const log = createChangeLog(firstVersion);
  let version = firstVersion;
  let upstream = options.upstream();
  let timer: Timer | null = null;
  let ticks = 0;

  function tick(): void {
    ticks += 1;
    if (ticks % staleSweepTicks === 0) markStale();
    const upstreamNow = options.upstream();
    const upstreamChanged = !sameUpstream(upstream, upstreamNow);
    if (dirty.size > 0 || upstreamChanged) publish(upstreamNow);
    timer = clock.setTimeout(tick, versionTickMs);
  }

  function publish(upstreamNow: Upstream): void {
    const now = clock.now();
    for (const id of dirty) {
      const row = rows.get(id);
      if (row) show(row, now);
    }
    version += 1;
    log.append(version, [...dirty]);
    dirty.clear();
    upstream = upstreamNow;
  }

  function markStale(): void {
    const now = clock.now();
    for (const [id, row] of rows) {
      const staleAt = staleAtOf(row.campaign);
      if (staleAt !== null && staleAt <= now && row.shown.freshness === "live") dirty.add(id);
    }
  }

  function addRow(id: string, key: CampaignKey, label: string | null): LiveRow {
    const campaign = trackCampaign(key, label);
    const shown = presentCampaign(campaign, clock.now());
    const row = { key, campaign, shown, json: JSON.stringify(shown) };
    rows.set(id, row);
    return row;
  }

  return {
    start: tick,
    stop() {
      if (timer !== null) clock.clearTimeout(timer);
    },
    watch(entries) {
      const tracked = entries.map(({ key, label }) => {
        const id = campaignPath(key);
        const row = rows.get(id) ?? addRow(id, key, label);
        row.campaign = { ...row.campaign, label };
        dirty.add(id);
        return row.campaign;
      });
      // At once, so that whoever added them finds them in the very next answer.
      publish(upstream);
      return tracked;
    },
    unwatch(key) {
      const id = campaignPath(key);
      if (!rows.delete(id)) return false;
      dirty.add(id);
      publish(upstream);
      return true;
    },
    observe(key, observation) {
      const id = campaignPath(key);
      const row = rows.get(id);
      if (!row) return null;
      row.campaign = foldObservation(row.campaign, observation);
      dirty.add(id);
      return row.campaign;
    },
    restore(key, known) {
      const id = campaignPath(key);
      const row = rows.get(id);
      if (!row) return null;
      row.campaign = { ...row.campaign, ...known };
      dirty.add(id);
      return row.campaign;
    },
    get: (key) => rows.get(campaignPath(key))?.campaign ?? null,
    get size() {
      return rows.size;
    },
    get cursor() {
      return `${boot}.${version}`;
    },
    get version() {
      return version;
    },
    versionOf(cursor) {
      const number = cursor.startsWith(`${boot}.`) ? cursor.slice(boot.length + 1) : "";
      if (!/^\d{1,15}$/.test(number)) return null;
      return Number(number) <= version ? Number(number) : null;
    },
    rows: () => rows.values(),
    changesSince(since) {
      const changed = log.since(since);
      if (changed === null) return null;
      const answer: BoardChanges = { rows: [], removed: [] };
      for (const id of changed) {
        const row = rows.get(id);
        if (row) answer.rows.push(row);
        else answer.removed.push(keyOf(id));
      }
      return answer;
    },
    get upstream() {
      return options.upstream();
    },
  };
}

function show(row: LiveRow, now: number): void {
  row.shown = presentCampaign(row.campaign, now);
  row.json = JSON.stringify(row.shown);
}

function keyOf(id: string): CampaignKey {
  const [sdkAppId, campaignId] = id.split("/");
  return { sdkAppId: Number(sdkAppId), campaignId: Number(campaignId) };
}

/** Rates to the whole request: their tenths change with every look and are no news. */
function sameUpstream(one: Upstream, other: Upstream): boolean {
  return (
    one.status === other.status &&
    one.message === other.message &&
    one.clockSkewMs === other.clockSkewMs &&
    Math.round(one.budgetPerSecond) === Math.round(other.budgetPerSecond) &&
    Math.round(one.usedPerSecond) === Math.round(other.usedPerSecond)
  );
}
