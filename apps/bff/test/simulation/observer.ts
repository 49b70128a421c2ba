import type { CampaignKey } from "@cruiseboard/contract";
import type { Leadership } from "./leadership.ts";
import type { SimulatedBackend } from "./simulated-backend.ts";
import type { Users } from "./users.ts";
import type { World } from "./world.ts";
import type { WorldCampaign } from "./world-campaigns.ts";

/** A campaign on the watch list, as the database has it. */
export interface WatchedCampaign {
  readonly path: string;
  readonly key: CampaignKey;
  readonly addedAt: number;
  readonly campaign: WorldCampaign;
  /** Since when it is there, ms. */
  readonly since: number;
}

/** What every invariant looks at. */
export interface Observer {
  readonly world: World;
  readonly users: Users;
  readonly leadership: Leadership;
  readonly watched: ReadonlyMap<string, WatchedCampaign>;
  /** When the way of a backend to the database was last in trouble, or the backend itself was disturbed. */
  troubledAt(backend: SimulatedBackend): number;
  /** Since when somebody leads, undisturbed, over a database that is well. */
  quietSince(): number;
}

/** Invariants of one subject; each is looked at as often as it says, ms. */
export interface Invariant {
  readonly everyMs: number;
  check(): void;
}
