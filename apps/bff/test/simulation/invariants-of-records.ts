import { attentionOf } from "../../src/campaigns/attention.ts";
import type { Invariant, Observer } from "./observer.ts";
import { createSince } from "./since.ts";
import { truthOf } from "./world-campaigns.ts";

/** Clocks that are right differ by less, and an answer may be dated when it came in, ms. */
const datedWithinMs = 8000;
/** A process that stood still takes an answer up late, ms. */
const takenUpWithinMs = 20_000;
const backwardsMs = 3000;
/** While nothing changes, what was observed is stored this often, and a little later, ms. */
const savedEveryMs = 17_000;
const boundsMs = { journal: 60_000, facts: 60_000 } as const;

/** What is kept of what was observed, and that it is true. */
export function holdRecords(observer: Observer): Invariant[] {
  const { world, leadership, watched } = observer;
  const { timeline, epochMs, database, backends, upstream, violate } = world;
  const editedAt = (path: string) => observer.users.editedAt.get(path) ?? Number.NEGATIVE_INFINITY;
  /** By backend and path. */
  const seen = new Map<string, Map<string, { process: unknown; at: number }>>();
  const differing = createSince();
  const behind = createSince();
  const lasting = database.raw.prepare(
    "select sdk_app_id, campaign_id, kind from attention where until is null",
  );
  const stored = database.raw.prepare("select sdk_app_id, campaign_id, observed_at from last_facts");

  /** null: it may be so. */
  function falsehood(path: string, at: number, called: number | null): string | null {
    const campaign = upstream.campaigns.get(path);
    const moment = at - epochMs;
    if (moment > timeline.now + datedWithinMs)
      return `dated ${(moment - timeline.now) / 1000} s in the future`;
    if (campaign === undefined || called === null) return null;
    const least = truthOf(campaign, moment - takenUpWithinMs).called;
    const most = truthOf(campaign, moment + datedWithinMs).called;
    if (called >= least && called <= most) return null;
    return `${called} called, but then it was ${least} to ${most} (${((timeline.now - moment) / 1000).toFixed(0)} s ago)`;
  }

  const unheard = database.onWritten;
  database.onWritten = (what, ...values) => {
    unheard?.(what, ...values);
    const path = `${values[0]}/${values[1]}`;
    const [at, before] = [Number(values[2]), values[3] === null ? null : Number(values[3])];
    if (what === "sample") {
      const words = falsehood(path, at, before);
      if (words !== null) violate("what is stored is true", `sample of ${path}: ${words}`);
    } else if (what === "facts") {
      const { calledCallees } = JSON.parse(String(values[4])) as { calledCallees: number | null };
      const words = falsehood(path, at, calledCallees);
      if (words !== null) violate("what is stored is true", `facts of ${path}: ${words}`);
      if (before !== null && at < before - backwardsMs)
        violate("stored facts never go backwards", `${path} by ${(before - at) / 1000} s`);
    } else if (what === "live" && values[2] !== null && before !== null && at < before - backwardsMs) {
      violate("what is published never goes backwards", `${path} by ${(before - at) / 1000} s`);
    }
  };

  /** What boards show was so at the time that they say, and only ever gets newer. */
  function checkBoards(): void {
    for (const { name, services, process } of backends) {
      if (services === null) continue;
      const seenHere = seen.get(name) ?? new Map<string, { process: unknown; at: number }>();
      seen.set(name, seenHere);
      for (const { path, key } of watched.values()) {
        const tracked = services.board.get(key);
        if (tracked === null || tracked.observedAt === null) continue;
        const at = tracked.observedAt;
        const known = seenHere.get(path);
        if (known?.at === at) continue;
        seenHere.set(path, { process, at });
        const words = falsehood(path, at, tracked.facts?.calledCallees ?? null);
        if (words !== null) violate("what is shown is true", `${name}: ${path}: ${words}`);
        const wasEdited = timeline.now - editedAt(path) < 60_000;
        if (known?.process === process && !wasEdited && at < known.at - backwardsMs)
          violate("boards never go backwards", `${name}: ${path} by ${(known.at - at) / 1000} s`);
      }
    }
  }

  /** What needs attention on the leader's board lasts in the journal, and nothing else does. */
  function checkJournal(): void {
    const { leader, since } = leadership;
    if (leader?.services == null) return;
    const calmFor = timeline.now - observer.quietSince();
    const kept = new Map<string, string[]>();
    for (const row of lasting.all()) {
      const path = `${Number(row["sdk_app_id"])}/${Number(row["campaign_id"])}`;
      kept.set(path, [...(kept.get(path) ?? []), String(row["kind"])]);
    }
    for (const path of kept.keys()) {
      // The archive keeps what it needed.
      const removedAt = editedAt(path);
      if (watched.has(path) || world.isArchived(path)) continue;
      if (timeline.now - removedAt > boundsMs.journal)
        violate(
          "the journal follows the board",
          `${path} is not watched, kept is [${kept.get(path)?.join()}]`,
        );
    }
    for (const one of watched.values()) {
      const tracked = leader.services.board.get(one.key);
      const isAnswered =
        tracked?.failure === null && tracked.observedAt !== null && tracked.observedAt > epochMs + since;
      // What is final is not observed again, and what was put back is once its turn comes.
      const isKnown =
        isAnswered && (tracked.endConfirmed || tracked.observedAt > epochMs + editedAt(one.path));
      const shown = isKnown ? attentionOf(tracked).map(({ kind }) => kind) : [];
      const keptKinds = kept.get(one.path) ?? [];
      const differs = isKnown && shown.toSorted().join(" ") !== keptKinds.toSorted().join(" ");
      const ms = differing.note(one.path, differs, timeline.now);
      if (Math.min(ms, calmFor, timeline.now - editedAt(one.path)) > boundsMs.journal)
        violate(
          "the journal follows the board",
          `${one.path} needs [${shown.join()}], kept is [${keptKinds.join()}]`,
        );
    }
  }

  /** What is observed is stored soon. */
  function checkFacts(): void {
    const { leader } = leadership;
    if (leader?.services == null) return;
    const calmFor = timeline.now - observer.quietSince();
    const storedAt = new Map(
      stored
        .all()
        .map((row) => [
          `${Number(row["sdk_app_id"])}/${Number(row["campaign_id"])}`,
          Number(row["observed_at"]),
        ]),
    );
    for (const { key, path, since } of watched.values()) {
      const shown = leader.services.board.get(key)?.observedAt ?? null;
      const kept = storedAt.get(path) ?? Number.NEGATIVE_INFINITY;
      // What a former leader saw last may have died with it.
      const isOwn = shown !== null && shown > epochMs + leadership.since;
      const ms = behind.note(path, isOwn && shown - kept > savedEveryMs, timeline.now);
      if (Math.min(ms, calmFor, timeline.now - since) > boundsMs.facts)
        violate("what is observed is stored", `${path}: behind for ${ms / 1000} s`);
    }
  }

  return [
    { everyMs: 2000, check: checkBoards },
    { everyMs: 5000, check: checkJournal },
    { everyMs: 10_000, check: checkFacts },
  ];
}
