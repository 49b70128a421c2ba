import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  type Campaign,
  type CampaignKey,
  campaignPath,
  type Upstream,
  type UpstreamState,
} from "@cruiseboard/contract";
import type { Scope, ScopedCampaign } from "../access/scope.ts";
import { type AgentsByAccount, isSameStatus } from "../campaigns/agent-status.ts";
import type { Experience } from "../campaigns/experience.ts";
import { foldAgents, foldObservation, forgetAgent } from "../campaigns/fold-observation.ts";
import type { Observation } from "../campaigns/observation.ts";
import { presentAgentStatus, presentCampaign } from "../campaigns/present-campaign.ts";
import {
  freshnessOf,
  type TrackedCampaign,
  trackCampaign,
  usualStaleAfterMs,
} from "../campaigns/tracked-campaign.ts";
import type { Clock, Timer } from "../clock.ts";
import { accountOf } from "../config/account.ts";
import { type AccountState, accountsInScope, upstreamOfAccounts } from "../polling/account-state.ts";

/** What another process knows of a campaign; the label is in the watch list. */
export type KnownElsewhere = Partial<Omit<TrackedCampaign, "key" | "label" | "staleAfterMs">>;

export type BoardRow = Readonly<Omit<LiveRow, "campaign">>;

interface LiveRow {
  readonly key: CampaignKey;
  campaign: TrackedCampaign;
  /** As of the present version; a new object with each change. */
  shown: Campaign;
  json: string;
}

/** Viewers that poll within the same version share an answer. */
const versionTickMs = 250;
const freshnessTicks = 4;

export type Board = ReturnType<typeof createBoard>;

/** `readAccounts` answers at least one, always the same ones. `readExperience`: what forecasts are based on. */
export function createBoard(
  clock: Clock,
  readAccounts: () => readonly AccountState[],
  readExperience?: () => Experience,
) {
  const boot = randomBytes(6).toString("base64url");
  const rows = new Map<string, LiveRow>();
  /** Rows that the next version changes, as in the present one. */
  const dirty = new Map<string, ScopedCampaign | null>();
  const agentsObservedAt = new Map<number, number>();
  let version = 1;
  const log = createChangeLog(version);
  const applicationsByScope = new WeakMap<Scope, { version: number; onBoard: ReadonlySet<number> }>();
  let accounts = readAccounts();
  let timer: Timer | null = null;
  let ticks = 0;

  function tick(): void {
    ticks += 1;
    if (ticks % freshnessTicks === 0) checkFreshness();
    const changed = changedAccounts();
    if (dirty.size > 0 || changed.size > 0) publish(changed);
    timer = clock.setTimeout(tick, versionTickMs);
  }

  function changedAccounts(): ReadonlySet<string> {
    const before = new Map(accounts.map(({ name, upstream }) => [name, compared(upstream)]));
    const changed = readAccounts().filter(
      ({ name, upstream }) => !isDeepStrictEqual(before.get(name), compared(upstream)),
    );
    return new Set(changed.map(({ name }) => name));
  }

  function publish(changed: ReadonlySet<string> = new Set()): void {
    const now = clock.now();
    for (const id of dirty.keys()) {
      const row = rows.get(id);
      if (!row) continue;
      row.shown = presentCampaign(row.campaign, now);
      row.json = JSON.stringify(row.shown);
    }
    version += 1;
    log.append(version, { before: new Map(dirty), accounts: changed });
    dirty.clear();
    if (changed.size > 0) accounts = readAccounts();
  }

  /** To be called before the row changes. */
  function mark(id: string): void {
    const shown = rows.get(id)?.shown;
    if (!dirty.has(id)) dirty.set(id, shown ? { sdkAppId: shown.sdkAppId, agent: shown.agent } : null);
  }

  function checkFreshness(): void {
    const now = clock.now();
    const states = readAccounts();
    for (const [id, row] of rows) {
      const account = accountOf(states, row.key);
      const staleAfterMs = account?.upstream.staleAfterMs ?? usualStaleAfterMs;
      if (staleAfterMs !== row.campaign.staleAfterMs) row.campaign = { ...row.campaign, staleAfterMs };
      const { agentStatus: known } = row.campaign;
      if (known !== null && known.staleAfterMs !== account?.agentsStaleAfterMs)
        row.campaign = {
          ...row.campaign,
          agentStatus: { ...known, staleAfterMs: account?.agentsStaleAfterMs },
        };
      const agentStatus = presentAgentStatus(row.campaign, now)?.status;
      if (freshnessOf(row.campaign, now) !== row.shown.freshness) mark(id);
      else if (agentStatus !== row.shown.agentStatus?.status) mark(id);
    }
  }

  /** Computed once per version and scope. */
  function applicationsOnBoard(scope: Scope): ReadonlySet<number> {
    const known = applicationsByScope.get(scope);
    if (known?.version === version) return known.onBoard;
    const onBoard = new Set<number>();
    for (const { shown } of rows.values())
      if (!onBoard.has(shown.sdkAppId) && scope.maySee(shown)) onBoard.add(shown.sdkAppId);
    applicationsByScope.set(scope, { version, onBoard });
    return onBoard;
  }

  /** Viewers know an application whose unobserved campaigns they may see, or of which one is on their board. */
  const applicationsIn = (scope: Scope) => (sdkAppId: number) =>
    scope.maySee({ sdkAppId, agent: null }) || applicationsOnBoard(scope).has(sdkAppId);

  function addRow(id: string, key: CampaignKey, label: string | null): LiveRow {
    const campaign = trackCampaign(key, label);
    const shown = presentCampaign(campaign, clock.now());
    const row = { key, campaign, shown, json: JSON.stringify(shown) };
    rows.set(id, row);
    return row;
  }

  function change(key: CampaignKey, changed: (campaign: TrackedCampaign) => TrackedCampaign) {
    const id = campaignPath(key);
    const row = rows.get(id);
    if (!row) return null;
    row.campaign = changed(row.campaign);
    mark(id);
    return row.campaign;
  }

  /** What the page shows of an agent changes seldom: then the rows, which are answered, change, too. */
  function changeAgents(sdkAppId: number, change: (campaign: TrackedCampaign) => TrackedCampaign) {
    const changed: TrackedCampaign[] = [];
    for (const [id, row] of rows) {
      if (row.key.sdkAppId !== sdkAppId) continue;
      const { agentStatus, alarms } = row.campaign;
      const after = change(row.campaign);
      row.campaign = after;
      if (isSameStatus(agentStatus, after.agentStatus) && isDeepStrictEqual(alarms, after.alarms)) continue;
      mark(id);
      changed.push(after);
    }
    return changed;
  }

  const get = (key: CampaignKey): TrackedCampaign | null => rows.get(campaignPath(key))?.campaign ?? null;

  return {
    start: tick,
    stop() {
      if (timer !== null) clock.clearTimeout(timer);
    },
    watch(entries: readonly { key: CampaignKey; label: string | null }[]): TrackedCampaign[] {
      const tracked = entries.map(({ key, label }) => {
        const id = campaignPath(key);
        mark(id);
        const row = rows.get(id) ?? addRow(id, key, label);
        row.campaign = { ...row.campaign, label };
        return row.campaign;
      });
      // So that the next answer has them.
      publish();
      return tracked;
    },
    unwatch(keys: readonly CampaignKey[]): void {
      const known = keys.map(campaignPath).filter((id) => rows.has(id));
      for (const id of known) {
        mark(id);
        rows.delete(id);
      }
      if (known.length > 0) publish();
    },
    observe: (key: CampaignKey, observation: Observation) =>
      change(key, (campaign) => foldObservation(campaign, observation, readExperience?.())),
    /** Folds the agents of an application into its campaigns; answers those that changed. */
    observeAgents(sdkAppId: number, agents: AgentsByAccount, at: number): TrackedCampaign[] {
      agentsObservedAt.set(sdkAppId, at);
      return changeAgents(sdkAppId, (campaign) => foldAgents(campaign, agents, at));
    },
    /** Another backend observed them, and publishes changes apart. */
    confirmAgents(sdkAppId: number, at: number): void {
      agentsObservedAt.set(sdkAppId, at);
      changeAgents(sdkAppId, (campaign) => {
        const { agentStatus } = campaign;
        return agentStatus === null || agentStatus.observedAt >= at
          ? campaign
          : { ...campaign, agentStatus: { ...agentStatus, observedAt: at } };
      });
    },
    forgetAgents(sdkAppId: number): TrackedCampaign[] {
      agentsObservedAt.delete(sdkAppId);
      return changeAgents(sdkAppId, (campaign) =>
        campaign.agentStatus === null ? campaign : forgetAgent(campaign),
      );
    },
    /** By application, epoch ms. */
    agentsObservedAt: agentsObservedAt as ReadonlyMap<number, number>,
    /** Watched applications, and whether any of their campaigns runs. */
    applications(): ReadonlyMap<number, boolean> {
      const byApplication = Map.groupBy(rows.values(), ({ key }) => key.sdkAppId);
      return new Map([...byApplication].map(([sdkAppId, own]) => [sdkAppId, own.some(isRunning)]));
    },
    restore: (key: CampaignKey, known: KnownElsewhere) =>
      change(key, (campaign) => ({ ...campaign, ...known })),
    get,
    /** null: not watched or not in scope, which viewers cannot distinguish. */
    find(key: CampaignKey, scope: Scope): TrackedCampaign | null {
      const campaign = get(key);
      const agent = campaign?.facts?.agent ?? null;
      return scope.maySee({ sdkAppId: key.sdkAppId, agent }) ? campaign : null;
    },
    get size(): number {
      return rows.size;
    },
    get cursor(): string {
      return `${boot}.${version}`;
    },
    get version(): number {
      return version;
    },
    /** null: the cursor is malformed, of another process, or too old for changesSince(). */
    versionOf(cursor: string): number | null {
      const number = cursor.startsWith(`${boot}.`) ? cursor.slice(boot.length + 1) : "";
      if (!/^\d{1,15}$/.test(number)) return null;
      return Number(number) >= log.oldest && Number(number) <= version ? Number(number) : null;
    },
    rows: (scope: Scope): BoardRow[] => [...rows.values()].filter((row) => scope.maySee(row.shown)),
    /** `removed`: in scope then and not now. */
    changesSince(since: number, scope: Scope) {
      const change = log.since(since);
      if (change === null) return null;
      const known = accountsInScope(accounts, applicationsIn(scope));
      const upstream = known.some(({ name }) => change.accounts.has(name));
      const answer = { rows: [] as BoardRow[], removed: [] as CampaignKey[], upstream };
      for (const [id, before] of change.before) {
        const row = rows.get(id);
        if (row && scope.maySee(row.shown)) answer.rows.push(row);
        else if (before !== null && scope.maySee(before)) answer.removed.push(keyOf(id));
      }
      return answer;
    },
    upstreamIn(scope: Scope): Upstream {
      const upstream = upstreamOfAccounts(readAccounts(), applicationsIn(scope));
      return scope.mask.fields.includes("message") ? withoutMessages(upstream) : upstream;
    },
  };
}

const isRunning = ({ shown }: LiveRow) => shown.state === "running";

/** Messages may name accounts and applications of others; the search counts their campaigns. */
function withoutMessages({ accounts, ...upstream }: Upstream): Upstream {
  return { ...withoutMessage(upstream), ...(accounts && { accounts: accounts.map(withoutMessage) }) };
}

function withoutMessage<State extends UpstreamState>({ discovery: _discovery, ...state }: State) {
  return { ...state, message: null };
}

function keyOf(id: string): CampaignKey {
  const [sdkAppId, campaignId] = id.split("/");
  return { sdkAppId: Number(sdkAppId), campaignId: Number(campaignId) };
}

/** Rates are compared as whole numbers: their tenths change all the time. */
function compared({ discovery: _discovery, ...state }: UpstreamState): UpstreamState {
  const { budgetPerSecond, usedPerSecond } = state;
  return { ...state, budgetPerSecond: Math.round(budgetPerSecond), usedPerSecond: Math.round(usedPerSecond) };
}

export interface Change {
  /** Rows before the change, by campaign path: decides which viewers get a tombstone. null: it was not there. */
  readonly before: ReadonlyMap<string, ScopedCampaign | null>;
  readonly accounts: ReadonlySet<string>;
}

/** Two minutes; a page that was away longer gets the whole board. */
const versionsKept = 480;

export function createChangeLog(firstVersion: number) {
  const log: { version: number; change: Change }[] = [];
  let oldest = firstVersion;
  return {
    get oldest(): number {
      return oldest;
    },
    append(version: number, change: Change): void {
      log.push({ version, change });
      while (log.length > versionsKept) oldest = log.shift()?.version ?? oldest;
    },
    since(version: number): Change | null {
      if (version < oldest) return null;
      const before = new Map<string, ScopedCampaign | null>();
      const accounts = new Set<string>();
      // From the newest to the oldest, so that the state at that version remains.
      for (const { change } of log.filter((entry) => entry.version > version).toReversed()) {
        for (const [id, scoped] of change.before) before.set(id, scoped);
        for (const name of change.accounts) accounts.add(name);
      }
      return { before, accounts };
    },
  };
}
