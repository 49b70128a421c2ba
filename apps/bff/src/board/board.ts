import { randomBytes } from "node:crypto";
import {
  type Campaign,
  type CampaignKey,
  campaignPath,
  type Upstream,
  type UpstreamState,
} from "@cruiseboard/contract";
import type { Scope, ScopedCampaign } from "../access/scope.ts";
import { foldObservation } from "../campaigns/fold-observation.ts";
import type { Observation } from "../campaigns/observation.ts";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import {
  freshnessOf,
  type TrackedCampaign,
  trackCampaign,
  usualStaleAfterMs,
} from "../campaigns/tracked-campaign.ts";
import type { Clock, Timer } from "../clock.ts";
import { accountOf } from "../config/account.ts";
import { type AccountState, accountsInScope, upstreamOfAccounts } from "../polling/account-state.ts";

/** Everything that is watched, as it stands, in numbered versions that advance a few times a second. */
export interface Board {
  start(): void;
  stop(): void;
  /** Puts campaigns on the board; a known one only takes the label. Answers them as tracked. */
  watch(entries: readonly { key: CampaignKey; label: string | null }[]): TrackedCampaign[];
  /** All in one version. */
  unwatch(keys: readonly CampaignKey[]): void;
  /** Folds a look into its campaign; null: it is not watched. */
  observe(key: CampaignKey, observation: Observation): TrackedCampaign | null;
  /** Takes over what another process knows or knew of a campaign, at its true age; null: it is not watched. */
  restore(key: CampaignKey, known: KnownElsewhere): TrackedCampaign | null;
  get(key: CampaignKey): TrackedCampaign | null;
  /** The same for a viewer: null if it is not watched or not in scope, which nobody can tell apart. */
  find(key: CampaignKey, scope: Scope): TrackedCampaign | null;
  readonly size: number;
  /** Names this process's board and its present version, such as `k3v9x2.17`. */
  readonly cursor: string;
  readonly version: number;
  /**
   * The version that a cursor stands for; null: of another process, malformed, of the future, or so old that nothing can
   * be told of what changed since.
   */
  versionOf(cursor: string): number | null;
  /** What of it a viewer may see. */
  rows(scope: Scope): BoardRow[];
  /** What changed after that version for whoever has this scope; null: too long ago to tell. */
  changesSince(version: number, scope: Scope): BoardChanges | null;
  /** How the upstream is doing for the accounts that somebody with this scope may know of. */
  upstreamIn(scope: Scope): Upstream;
}

interface BoardOptions {
  readonly clock: Clock;
  /** At least one, always the same ones. */
  readonly accounts: () => readonly AccountState[];
}

/** What one process may tell another; the label is the watch list's. */
export type KnownElsewhere = Partial<Omit<TrackedCampaign, "key" | "label" | "staleAfterMs">>;

export interface BoardRow {
  readonly key: CampaignKey;
  /** As of the present version; a new object whenever it changes. */
  readonly shown: Campaign;
  /** The same as JSON, made once a change. */
  readonly json: string;
}

interface BoardChanges {
  readonly rows: BoardRow[];
  /** What was in scope then and is no more: taken off the board, or of another agent now. */
  readonly removed: CampaignKey[];
  /** The upstream's state changed for an account that they may know of. */
  readonly upstream: boolean;
}

interface LiveRow {
  readonly key: CampaignKey;
  campaign: TrackedCampaign;
  shown: Campaign;
  json: string;
}

/** Versions advance this often at the most, ms: viewers that poll together share one answer. */
const versionTickMs = 250;
/** How often rows are checked for values that have grown stale, in ticks. */
const freshnessTicks = 4;

export function createBoard(options: BoardOptions): Board {
  const { clock } = options;
  const boot = randomBytes(6).toString("base64url");
  const rows = new Map<string, LiveRow>();
  /** What the next version changes, and how it stood in the present one. */
  const dirty = new Map<string, ScopedCampaign | null>();
  const firstVersion = 1;
  const log = createChangeLog(firstVersion);
  let version = firstVersion;
  const applicationsIn = createApplicationsInScope(() => ({ version, rows: rows.values() }));
  let accounts = options.accounts();
  let timer: Timer | null = null;
  let ticks = 0;

  function tick(): void {
    ticks += 1;
    if (ticks % freshnessTicks === 0) checkFreshness();
    const changed = changedAccounts();
    if (dirty.size > 0 || changed.size > 0) publish(changed);
    timer = clock.setTimeout(tick, versionTickMs);
  }

  /** Names of those for which the upstream's state is news. */
  function changedAccounts(): ReadonlySet<string> {
    const before = new Map(accounts.map(({ name, upstream }) => [name, upstream]));
    const changed = options.accounts().filter(({ name, upstream }) => {
      const known = before.get(name);
      return known === undefined || !sameUpstream(known, upstream);
    });
    return new Set(changed.map(({ name }) => name));
  }

  function publish(changed: ReadonlySet<string> = new Set()): void {
    const now = clock.now();
    for (const id of dirty.keys()) {
      const row = rows.get(id);
      if (row) show(row, now);
    }
    version += 1;
    log.append(version, { before: new Map(dirty), accounts: changed });
    dirty.clear();
    if (changed.size > 0) accounts = options.accounts();
  }

  /** Before it is changed: as it was shown last is what the change is told against. */
  function mark(id: string): void {
    const shown = rows.get(id)?.shown;
    if (!dirty.has(id)) dirty.set(id, shown ? { sdkAppId: shown.sdkAppId, agent: shown.agent } : null);
  }

  /** Marks rows whose values have grown stale, or are not stale any more since the limit has risen. */
  function checkFreshness(): void {
    const now = clock.now();
    const states = options.accounts();
    for (const [id, row] of rows) {
      const staleAfterMs = accountOf(states, row.key)?.upstream.staleAfterMs ?? usualStaleAfterMs;
      if (staleAfterMs !== row.campaign.staleAfterMs) row.campaign = { ...row.campaign, staleAfterMs };
      if (freshnessOf(row.campaign, now) !== row.shown.freshness) mark(id);
    }
  }

  function addRow(id: string, key: CampaignKey, label: string | null): LiveRow {
    const campaign = trackCampaign(key, label);
    const shown = presentCampaign(campaign, clock.now());
    const json = JSON.stringify(shown);
    const row = { key, campaign, shown, json };
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
        mark(id);
        const row = rows.get(id) ?? addRow(id, key, label);
        row.campaign = { ...row.campaign, label };
        return row.campaign;
      });
      // At once, so that whoever added them finds them in the very next answer.
      publish();
      return tracked;
    },
    unwatch(keys) {
      const ids = keys.map(campaignPath).filter((id) => rows.has(id));
      for (const id of ids) {
        mark(id);
        rows.delete(id);
      }
      if (ids.length > 0) publish();
    },
    observe(key, observation) {
      const id = campaignPath(key);
      const row = rows.get(id);
      if (!row) return null;
      row.campaign = foldObservation(row.campaign, observation);
      mark(id);
      return row.campaign;
    },
    restore(key, known) {
      const id = campaignPath(key);
      const row = rows.get(id);
      if (!row) return null;
      row.campaign = { ...row.campaign, ...known };
      mark(id);
      return row.campaign;
    },
    get: (key) => rows.get(campaignPath(key))?.campaign ?? null,
    find(key, scope) {
      const campaign = rows.get(campaignPath(key))?.campaign ?? null;
      const agent = campaign?.facts?.agent ?? null;
      return scope.maySee({ sdkAppId: key.sdkAppId, agent }) ? campaign : null;
    },
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
      return Number(number) >= log.oldest && Number(number) <= version ? Number(number) : null;
    },
    rows: (scope) => [...rows.values()].filter((row) => scope.maySee(row.shown)),
    changesSince(since, scope) {
      const change = log.since(since);
      if (change === null) return null;
      const known = accountsInScope(accounts, applicationsIn(scope));
      const upstream = known.some(({ name }) => change.accounts.has(name));
      const answer: BoardChanges = { rows: [], removed: [], upstream };
      for (const [id, before] of change.before) {
        const row = rows.get(id);
        if (row && scope.maySee(row.shown)) answer.rows.push(row);
        else if (before !== null && scope.maySee(before)) answer.removed.push(keyOf(id));
      }
      return answer;
    },
    upstreamIn(scope) {
      const upstream = upstreamOfAccounts(options.accounts(), applicationsIn(scope));
      return scope.mask.fields.includes("message") ? withoutMessages(upstream) : upstream;
    },
  };
}

/** Messages may name accounts and applications of others. */
function withoutMessages(upstream: Upstream): Upstream {
  const accounts = upstream.accounts?.map((account) => ({ ...account, message: null }));
  return { ...upstream, message: null, ...(accounts && { accounts }) };
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
function sameUpstream(one: UpstreamState, other: UpstreamState): boolean {
  return (
    one.status === other.status &&
    one.message === other.message &&
    one.staleAfterMs === other.staleAfterMs &&
    one.clockSkewMs === other.clockSkewMs &&
    Math.round(one.budgetPerSecond) === Math.round(other.budgetPerSecond) &&
    Math.round(one.usedPerSecond) === Math.round(other.usedPerSecond)
  );
}

/** Which rows changed in which version of the board, for the latest versions only. Row ids are campaign paths. */
interface ChangeLog {
  /** Closes the present version: these rows changed, came or went; or something of the whole board did. */
  append(version: number, change: Change): void;
  /** The oldest version after which it still tells what changed. */
  readonly oldest: number;
  /** What changed after `version`; null: that is too long ago to tell. */
  since(version: number): Change | null;
}

export interface Change {
  /** By row, how it stood before: whose eyes it was for tells who has to hear that it is gone. null: it was not there. */
  readonly before: ReadonlyMap<string, ScopedCampaign | null>;
  /** Names of the accounts for which the upstream's state changed. */
  readonly accounts: ReadonlySet<string>;
}

/** Two minutes of versions at four a second; whoever was away longer gets the whole board. */
const versionsKept = 480;

export function createChangeLog(firstVersion: number): ChangeLog {
  const log: { version: number; change: Change }[] = [];
  let oldest = firstVersion;
  return {
    get oldest() {
      return oldest;
    },
    append(version, change) {
      log.push({ version, change });
      while (log.length > versionsKept) oldest = log.shift()?.version ?? oldest;
    },
    since(version) {
      if (version < oldest) return null;
      const before = new Map<string, ScopedCampaign | null>();
      const accounts = new Set<string>();
      for (let index = log.length - 1; index >= 0; index -= 1) {
        const entry = log[index];
        if (!entry || entry.version <= version) break;
        // From the newest to the oldest, so that what remains is how it stood at that version.
        for (const [id, sighted] of entry.change.before) before.set(id, sighted);
        for (const name of entry.change.accounts) accounts.add(name);
      }
      return { before, accounts };
    },
  };
}

/** Tells for a scope which applications somebody may know of. */
type ApplicationsInScope = (scope: Scope) => (sdkAppId: number) => boolean;

/** Rows as they are shown in a version. */
interface ShownRows {
  readonly version: number;
  readonly rows: Iterable<{ readonly shown: ScopedCampaign }>;
}

/**
 * Those of which they would see a campaign that nobody has looked at yet, and those of which a campaign that they see
 * stands on the board. Found out once a version and scope.
 */
function createApplicationsInScope(shownRows: () => ShownRows): ApplicationsInScope {
  const found = new WeakMap<Scope, { version: number; onBoard: ReadonlySet<number> }>();

  function onBoardIn(scope: Scope): ReadonlySet<number> {
    const { version, rows } = shownRows();
    const known = found.get(scope);
    if (known?.version === version) return known.onBoard;
    const onBoard = new Set<number>();
    for (const { shown } of rows)
      if (!onBoard.has(shown.sdkAppId) && scope.maySee(shown)) onBoard.add(shown.sdkAppId);
    found.set(scope, { version, onBoard });
    return onBoard;
  }

  return (scope) => (sdkAppId) => scope.maySee({ sdkAppId, agent: null }) || onBoardIn(scope).has(sdkAppId);
}
