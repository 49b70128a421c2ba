import { everything } from "../../src/access/scope.ts";
import { attentionOf } from "../../src/campaigns/attention.ts";
import type { TrackedCampaign } from "../../src/campaigns/tracked-campaign.ts";
import type { Invariant, Observer, WatchedCampaign } from "./observer.ts";
import { createSinces } from "./since.ts";
import { truthOf } from "./world-campaigns.ts";

/** Loads of the moment, as far as promises depend on them. */
interface Load {
  readonly running: number;
  /** Of all that may be asked for, those that pages show or have just shown. */
  readonly onScreen: number;
  /** Watched, and not observed yet by the leader. */
  readonly unseen: number;
  /** ms in which every running campaign that is on no screen can be looked at with seven tenths of the budget. */
  readonly cycleMs: number;
}

/** Whatever failed while the upstream was in trouble is asked for again by then, ms. */
const backOffMs = 37_000;
/** An application that is allowed again has been probed by then, ms. */
const probedMs = 36_000;
/** A focus is read by another backend up to half a minute later and holds for as long again, ms. */
const shownForMs = 65_000;

/** What is observed of the upstream and when. */
export function holdPolling(observer: Observer): Invariant[] {
  const { world, users, leadership, watched } = observer;
  const { plan, timeline, epochMs, upstream, violate } = world;
  const storedEnds = world.database.raw.prepare(
    "select sdk_app_id as app, campaign_id as id from last_facts where end_confirmed = 1",
  );
  const dishonest = createSinces<number>();
  /** For the leader to hear of a screen, which takes a while where reading it may fail. */
  const focusedMs = plan.embedded || plan.singleFaults === 0 ? 5000 : 50_000;
  /** Each of those that are added at once is observed twice, and what runs waits as long as it may. */
  const floodMs = ((3 * plan.flood.campaigns.length) / plan.sentPerSecond) * 1000;
  let startChecked = -1;
  let mostUnseen = 0;

  const isDenied = ({ key }: WatchedCampaign) => upstream.denied.has(key.sdkAppId);
  const isForgotten = ({ campaign }: WatchedCampaign) => timeline.now >= campaign.forgottenAt;

  /** Running for `ms`, and the upstream tells of it. */
  function runs(one: WatchedCampaign, ms = 0): boolean {
    if (isDenied(one) || isForgotten(one)) return false;
    const before = timeline.now - ms;
    return truthOf(one.campaign, timeline.now).state === 1 && truthOf(one.campaign, before).state === 1;
  }

  let load: (Load & { readonly at: number }) | null = null;

  function loadNow(): Load {
    if (load?.at !== timeline.now) load = { ...reckonLoad(), at: timeline.now };
    return load;
  }

  function reckonLoad(): Load {
    let running = 0;
    let onScreen = 0;
    let unseen = 0;
    let others = 0;
    for (const one of watched.values()) {
      const isShown = timeline.now - (users.shownAt.get(one.path) ?? Number.NEGATIVE_INFINITY) < shownForMs;
      const isRunning = runs(one);
      const isOpen = truthOf(one.campaign, timeline.now).state < 2;
      if (isRunning) running += 1;
      if (isShown && isOpen) onScreen += 1;
      else if (isRunning) others += 1;
      // Of what is denied, lost or waiting, each is looked at now and then.
      else if (isOpen) others += 0.4;
      if (trackedBy(one)?.observedAt == null) unseen += 1;
    }
    const cycleMs = (others / (0.7 * plan.sentPerSecond)) * 1000;
    return { running, onScreen, unseen, cycleMs };
  }

  /** Since when the upstream answers, for a leader that is undisturbed. */
  const answeredSince = () =>
    Math.max(observer.quietSince(), upstream.troubledAt + backOffMs, upstream.permissionsChangedAt);

  const trackedBy = (one: WatchedCampaign): TrackedCampaign | null =>
    leadership.leader?.services?.board.get(one.key) ?? null;

  /** ms since it was observed. */
  function ageOf(tracked: TrackedCampaign | null): number {
    if (tracked === null || tracked.observedAt === null) return Number.POSITIVE_INFINITY;
    return timeline.now - (tracked.observedAt - epochMs);
  }

  function checkGoingOn(): void {
    const { leader } = leadership;
    const since = Math.max(leadership.since, upstream.troubledAt);
    if (leader === null || timeline.now - since < 25_000) return;
    const quiet = timeline.now - upstream.lastArrivalOf(leader.name);
    const somethingRuns = [...watched.values()].some((one) => runs(one, 60_000) && trackedBy(one) !== null);
    if (quiet > 20_000 && somethingRuns)
      violate("polling goes on", `${leader.name} leads and has asked nothing for ${seconds(quiet)}`);
  }

  function checkAges(): void {
    const quietFor = timeline.now - Math.max(answeredSince(), upstream.permissionsChangedAt + probedMs);
    if (quietFor < 25_000) return;
    const load = loadNow();
    const onScreenMs = Math.max(8000, ((load.onScreen / (0.3 * plan.sentPerSecond)) * 1.6 + 5) * 1000);
    for (const one of watched.values()) {
      const tracked = trackedBy(one);
      const age = ageOf(tracked);
      const seenFor = timeline.now - (users.onScreenSince.get(one.path) ?? timeline.now);
      const steady = Math.min(quietFor, timeline.now - one.since);
      if (Math.min(seenFor, steady) > onScreenMs + focusedMs && runs(one, 20_000) && age > onScreenMs)
        violate("what is on screen is fresh", `${one.path} is ${seconds(age)} old, ${words(load)}`);
      // Of what is added at once, as many count as were there before.
      const isFlooded = timeline.now - users.floodedAt < floodMs + 63_000;
      const staleMs = 63_000 * (isFlooded || mostUnseen > 0.5 * watched.size ? 2 : 1);
      const isKnown = tracked?.facts?.stateCode === 1 && runs(one, 75_000);
      const limit = tracked?.staleAfterMs ?? 0;
      // A large board has a later limit, which is kept all the same.
      if (isKnown && steady > 2 * limit + 60_000 && age > limit + 3000)
        violate("no board is stale for its size", `${one.path} is ${seconds(age)} old, ${words(load)}`);
      if (load.cycleMs <= 50_000 && steady > staleMs + 12_000 && isKnown && age > staleMs)
        violate("no running campaign goes stale", `${one.path} is ${seconds(age)} old, ${words(load)}`);
    }
  }

  /** Right after a start or a takeover, what runs comes first. */
  function checkStart(): void {
    const since = answeredSince();
    if (!Number.isFinite(since) || since === startChecked || timeline.now - since < 14_000) return;
    const load = loadNow();
    // What was never observed may run as well.
    const forProbe = since === upstream.permissionsChangedAt ? probedMs : 0;
    const withinMs =
      14_000 + forProbe + ((4 * load.running + load.unseen + mostUnseen) / plan.sentPerSecond) * 1000;
    if (timeline.now - since < withinMs) return;
    startChecked = since;
    // Of what was added at once, observations that failed come again together.
    const floodBegan = Number.isFinite(users.floodedAt) ? Math.max(users.floodedAt, upstream.troubledAt) : 0;
    const isFlooded = floodBegan > 0 && timeline.now - floodBegan < floodMs + 30_000;
    if (load.cycleMs > 50_000 || isFlooded) return;
    for (const one of watched.values()) {
      const wasRunning = runs(one, timeline.now - since + 5000) && one.since < since - 20_000;
      const tracked = trackedBy(one);
      const isKnown = tracked?.facts?.stateCode === 1;
      if (wasRunning && isKnown && ageOf(tracked) > timeline.now - since + 3000)
        violate(
          "what runs is observed first",
          `${one.path}, ${seconds(timeline.now - since)} after a start, ${words(load)}`,
        );
    }
  }

  function checkFirstLooks(): void {
    const unseen = [...watched.values()].filter((one) => ageOf(trackedBy(one)) === Number.POSITIVE_INFINITY);
    mostUnseen = unseen.length === 0 ? 0 : Math.max(mostUnseen, unseen.length);
    // Beside what runs, a twentieth of the budget is theirs at the least; for a while, edges have half of it.
    const withinMs = 90_000 + (mostUnseen / (0.05 * plan.sentPerSecond)) * 1000;
    for (const one of unseen) {
      const steady = timeline.now - Math.max(answeredSince(), one.since);
      const tracked = trackedBy(one);
      if (steady > withinMs && (tracked === null || tracked.failure === null))
        violate("whatever is watched is observed", `${one.path} is watched for ${seconds(steady)}`);
    }
  }

  function checkDenied(): void {
    const { leader } = leadership;
    const quietFor = timeline.now - answeredSince();
    if (leader === null || upstream.denied.size === 0 || quietFor < 30_000) return;
    const somethingRuns = [...watched.values()].some((one) => runs(one, 60_000));
    const { status } = leader.services?.board.upstreamIn(everything) ?? {};
    if (somethingRuns && status === "credentialsRejected")
      violate("a denied application is not the key", `${leader.name} says ${status}`);
    for (const one of watched.values()) {
      const tracked = trackedBy(one);
      const steady = Math.min(quietFor, timeline.now - one.since);
      const isOpen = truthOf(one.campaign, timeline.now).state < 2 && !isForgotten(one);
      if (steady < 130_000 || !isDenied(one) || !isOpen || tracked === null) continue;
      if (!tracked.failure?.code.startsWith("UnauthorizedOperation"))
        violate("what is denied says so", `${one.path} says ${tracked.failure?.code}`);
    }
  }

  /** What has ended for good stays so, whatever the upstream has forgotten. */
  function checkKnownEnds(): void {
    if (![...watched.values()].some(isForgotten)) return;
    const known = new Set(storedEnds.all().map((row) => `${Number(row["app"])}/${Number(row["id"])}`));
    for (const one of watched.values()) {
      if (!isForgotten(one) || !known.has(one.path)) continue;
      for (const { name, services } of world.backends) {
        const tracked = services?.board.get(one.key);
        if (tracked && attentionOf(tracked).some(({ kind }) => kind === "notFound"))
          violate("a known end survives", `${name}: ${one.path} needs attention: notFound`);
      }
    }
  }

  /** What is old is said to be old, by every backend whose clock is right. */
  function checkHonesty(): void {
    for (const { name, services, process, machine, undisturbedSince } of world.backends) {
      const settled = timeline.now - undisturbedSince > 10_000;
      if (services === null || process === null || !settled || Math.abs(machine.aheadMs) > 1000) continue;
      const dishonestHere = dishonest(name);
      for (const { key, shown } of services.board.rows(everything)) {
        const tracked = services.board.get(key);
        const saysLive = shown.freshness === "live" && tracked !== null && !tracked.endConfirmed;
        const isWaiting = shown.state === "notStarted" || shown.state === "unknown";
        const limit = (tracked?.staleAfterMs ?? 0) * (isWaiting ? 3 : 1);
        const age = ageOf(tracked);
        const isWrong = saysLive && age > limit + 8000;
        // What was learnt this moment is shown the next one.
        if (dishonestHere.note(key.campaignId, isWrong, timeline.now) > 4000)
          violate(
            "what is old is said to be old",
            `${name}: ${key.campaignId} is ${seconds(age)} old and live`,
          );
      }
    }
  }

  return [
    { everyMs: 1000, check: checkGoingOn },
    { everyMs: 3000, check: checkAges },
    { everyMs: 1000, check: checkStart },
    { everyMs: 5000, check: checkFirstLooks },
    { everyMs: 5000, check: checkDenied },
    { everyMs: 5000, check: checkKnownEnds },
    { everyMs: 5000, check: checkHonesty },
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function words({ running, onScreen, cycleMs }: Load): string {
  return `${running} run, ${onScreen} on screen, a cycle of ${seconds(cycleMs)}`;
}
