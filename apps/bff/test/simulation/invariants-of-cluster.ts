import { campaignPath } from "@cruiseboard/contract";
import { everything } from "../../src/access/scope.ts";
import type { Invariant, Observer } from "./observer.ts";
import { createSince, createSinces } from "./since.ts";

/** With faults of single operations, each of which may take its time, what is due comes so much later, ms. */
const boundsMs = {
  boards: 45_000,
  outbox: 70_000,
  archive: 85_000,
  follow: 45_000,
  tasksAfterLeading: 15_000,
};
/** Without such faults: leader tasks begin within 15 s, gather for five and send ten messages a minute, ms. */
const strictOutboxMs = 45_000;
const hourMs = 3_600_000;

function all<One>(some: ReadonlyMap<string, One>, is: (one: One) => boolean): boolean {
  for (const one of some.values()) if (!is(one)) return false;
  return true;
}

/** What backends have in common: the watch list, what the leader sees, and the tasks of the leader alone. */
export function holdCluster(observer: Observer): Invariant[] {
  const { world, leadership, watched } = observer;
  const { plan, timeline, database, backends, epochMs, violate } = world;
  const strays = createSince();
  const overdue = createSince();
  const lagging = createSinces();
  const outbox = new Map<string, number>();
  const outboxMs = plan.singleFaults === 0 ? strictOutboxMs : boundsMs.outbox;
  let archivedAt = 0;

  world.onSend = (name) => onlyLeader(name, "sends webhooks");
  const unheardStatement = world.onStatement;
  world.onStatement = (name, sql) => {
    unheardStatement(name, sql);
    if (sql.startsWith('insert into "archive"')) onlyLeader(name, "archives");
  };

  function onlyLeader(name: string, does: string): void {
    leadership.look();
    const ago = timeline.now - leadership.lastLed(name);
    if (ago > boundsMs.tasksAfterLeading)
      violate("leader tasks only while leading", `${name} ${does}, and led ${ago / 1000} s ago`);
  }

  const unheard = database.onWritten;
  database.onWritten = (what, ...values) => {
    unheard?.(what, ...values);
    if (what === "archived") archivedAt = timeline.now;
    if (what !== "outbox") return;
    const id = String(values[1]);
    if (values[0] === 1) outbox.set(id, timeline.now);
    else outbox.delete(id);
  };

  /** Every board shows what the watch list holds. */
  function checkBoards(): void {
    for (const backend of backends) {
      const { services, name } = backend;
      if (services === null) continue;
      const { board } = services;
      const isRight = board.size === watched.size && all(watched, ({ key }) => board.get(key) !== null);
      if (isRight && !strayPaths.get(name)?.length) continue;
      const calmFor = timeline.now - observer.troubledAt(backend);
      const shown = new Set(board.rows(everything).map(({ key }) => campaignPath(key)));
      const wrong = [...shown]
        .filter((path) => !watched.has(path))
        .concat([...watched.keys()].filter((path) => !shown.has(path)));
      const isWrong = new Set(wrong);
      for (const path of strayPaths.get(name) ?? [])
        if (!isWrong.has(path)) strays.note(`${name} ${path}`, false, timeline.now);
      strayPaths.set(name, wrong);
      for (const path of wrong) {
        const ms = strays.note(`${name} ${path}`, true, timeline.now);
        if (Math.min(ms, calmFor) > boundsMs.boards)
          violate(
            "edits reach every backend",
            `${name} ${shown.has(path) ? "shows" : "does not show"} ${path} for ${ms / 1000} s`,
          );
      }
    }
  }
  const strayPaths = new Map<string, readonly string[]>();

  /** What the leader sees, all see. */
  function checkFollowers(): void {
    const { leader } = leadership;
    if (leader?.services == null) return;
    const calmFor = timeline.now - observer.quietSince();
    for (const backend of backends) {
      const { services, name } = backend;
      if (backend === leader || services === null) continue;
      const calmHere = Math.min(calmFor, timeline.now - observer.troubledAt(backend));
      const laggingHere = lagging(name);
      for (const { key, path, since } of watched.values()) {
        const theirs = leader.services.board.get(key)?.observedAt ?? Number.NEGATIVE_INFINITY;
        const ours = services.board.get(key)?.observedAt ?? Number.NEGATIVE_INFINITY;
        // What it saw in an earlier term it may not have published.
        const isOwn = theirs > epochMs + leadership.since;
        const ms = laggingHere.note(path, isOwn && theirs > ours + 10_000, timeline.now);
        if (Math.min(ms, calmHere, timeline.now - since) > boundsMs.follow)
          violate("followers follow", `${name} lags behind with ${path} for ${ms / 1000} s`);
      }
    }
  }

  function checkOutbox(): void {
    const calmSince = Math.max(observer.quietSince(), world.receiver.excusedUntil);
    if (timeline.now - calmSince < outboxMs) return;
    for (const [id, since] of outbox) {
      if (timeline.now - since < outboxMs) return;
      violate("webhooks run while leading", `${id} waits for ${(timeline.now - since) / 1000} s`);
    }
  }

  function checkArchive(): void {
    const board = leadership.leader?.services?.board;
    if (!plan.archives || !board) return;
    const now = epochMs + timeline.now;
    const anyIsDue = [...watched.values()].some(({ key, since }) => {
      const tracked = board.get(key);
      const addedAt = Number.isFinite(since) ? epochMs + since : 0;
      return tracked?.endConfirmed && Math.max(tracked.endedAt ?? now, addedAt) < now - hourMs - 1000;
    });
    const ms = overdue.note("any", anyIsDue, timeline.now);
    const calmFor = timeline.now - Math.max(observer.quietSince(), archivedAt);
    if (Math.min(ms, calmFor) > boundsMs.archive)
      violate("archiving runs while leading", `something is due for ${ms / 1000} s`);
  }

  return [
    { everyMs: 3000, check: checkBoards },
    { everyMs: 5000, check: checkFollowers },
    { everyMs: 5000, check: checkOutbox },
    { everyMs: 5000, check: checkArchive },
  ];
}
