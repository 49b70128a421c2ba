import type { Poller } from "../polling/poller.ts";
import type { Cluster, LeaderDuties } from "./cluster.ts";

/** The only backend on its database: it asks, from `notBefore` (monotonic ms) on, and tells nobody. */
export function createAlone(poller: Poller, notBefore: number, duties: LeaderDuties): Cluster {
  return {
    poller,
    leads: true,
    mayAskFrom: () => notBefore,
    observed: () => undefined,
    start() {
      poller.start();
      return duties.begin();
    },
    async stop() {
      await poller.stop();
      await duties.end();
    },
  };
}
