import { holdCluster } from "./invariants-of-cluster.ts";
import { holdPolling } from "./invariants-of-polling.ts";
import { holdRecords } from "./invariants-of-records.ts";
import { watchLeadership } from "./leadership.ts";
import type { Observer, WatchedCampaign } from "./observer.ts";
import type { Users } from "./users.ts";
import type { World } from "./world.ts";

export interface Invariants {
  end(): void;
}

const lookEveryMs = 1000;

export function checkInvariants(world: World, users: Users): Invariants {
  const { timeline, upstream, backends, database } = world;
  const leadership = watchLeadership(world);
  const watched = new Map<string, WatchedCampaign>();
  let ended = false;
  let looked: typeof database.watched | null = null;

  function lookAtWatchList(first: boolean): void {
    const keys = database.watched;
    if (keys === looked) return;
    looked = keys;
    for (const path of watched.keys()) if (!keys.has(path)) watched.delete(path);
    for (const [path, { key, addedAt }] of keys) {
      const campaign = upstream.campaigns.get(path);
      // Between two looks it may have been removed and added again.
      if (watched.get(path)?.addedAt === addedAt || campaign === undefined) continue;
      watched.set(path, {
        path,
        key,
        addedAt,
        campaign,
        since: first ? Number.NEGATIVE_INFINITY : timeline.now,
      });
    }
  }

  const observer: Observer = {
    world,
    users,
    leadership,
    watched,
    troubledAt: (backend) => Math.max(backend.link.troubledAt, backend.undisturbedSince),
    quietSince() {
      const { leader, since } = leadership;
      return leader === null ? Number.POSITIVE_INFINITY : Math.max(since, leader.link.troubledAt);
    },
  };
  const invariants = [...holdPolling(observer), ...holdCluster(observer), ...holdRecords(observer)];

  function look(): void {
    if (ended) return;
    timeline.at(lookEveryMs, look);
    leadership.look();
    lookAtWatchList(false);
    for (const { everyMs, check } of invariants) if (timeline.now % everyMs === 0) check();
    for (const { name, process, pending } of backends) {
      const timers = process?.armedTimers ?? 0;
      if (timers > mostTimers) world.violate("nothing grows", `${name}: ${timers} timers`);
      if (pending > mostPending) world.violate("nothing grows", `${name}: ${pending} database operations`);
    }
  }

  lookAtWatchList(true);
  timeline.at(lookEveryMs, look);
  return {
    end() {
      ended = true;
    },
  };
}

const mostTimers = 200;
const mostPending = 300;
