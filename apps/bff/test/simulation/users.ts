import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { RefreshError } from "../../src/polling/request-queues.ts";
import { storageFaultOf } from "../../src/store/store-error.ts";
import type { SimulatedBackend } from "./simulated-backend.ts";
import type { World } from "./world.ts";
import type { WorldCampaign } from "./world-campaigns.ts";

/** People with pages open and the watch list in hand. */
export interface Users {
  /** Since when a campaign is on a screen without a break, by path. */
  readonly onScreenSince: ReadonlyMap<string, number>;
  /** When it was last said to be on one; a backend that goes leaves that behind for a while. */
  readonly shownAt: ReadonlyMap<string, number>;
  /** When very many were added last. */
  readonly floodedAt: number;
  /** When it was last added or removed. */
  readonly editedAt: ReadonlyMap<string, number>;
  /** No more edits, and no screens. */
  leave(): void;
}

const focusEveryMs = 10_000;
/** Every call of a user is answered by then, however the answer may be, ms. */
const answeredWithinMs = 65_000;

export function sendUsers(world: World): Users {
  const { timeline, plan, backends, trace, database, isArchived } = world;
  const dice = world.dice.fork();
  const onScreenSince = new Map<string, number>();
  const shownAt = new Map<string, number>();
  const editedAt = new Map<string, number>();
  const busy = new Set<string>();
  let floodedAt = Number.NEGATIVE_INFINITY;
  let gone = false;

  const ready = () =>
    backends.filter(({ services, process }) => services !== null && process?.paused === false);

  /** Holds a call to being answered, as long as its process lives. */
  function watchCall(backend: SimulatedBackend, what: string, call: Promise<unknown>): void {
    const { process } = backend;
    let settled = false;
    const settle = () => {
      settled = true;
    };
    call.then(settle, settle);
    timeline.at(answeredWithinMs, () => {
      const hangs =
        !settled &&
        process !== null &&
        !process.dead &&
        backend.undisturbedSince < timeline.now - answeredWithinMs;
      if (hangs) world.violate("every call is answered", `${backend.name}: ${what}`);
    });
  }

  function viewer(name: string): void {
    let screen: string[] = [];
    const turn = () => {
      if (gone) return;
      timeline.at(focusEveryMs, turn);
      const backend = dice.any(ready());
      const watched = [...database.watched.entries()];
      if (screen.length === 0 || dice.chance(0.15)) {
        for (const path of screen) onScreenSince.delete(path);
        const start = dice.whole(0, Math.max(0, watched.length - plan.onScreen));
        screen = watched.slice(start, start + plan.onScreen).map(([path]) => path);
      }
      const keys = watched.filter(([path]) => screen.includes(path));
      if (backend === null) {
        for (const path of screen) onScreenSince.delete(path);
        return;
      }
      for (const [path] of keys) shownAt.set(path, timeline.now);
      for (const [path] of keys) if (!onScreenSince.has(path)) onScreenSince.set(path, timeline.now);
      backend.services?.poller.focus(
        name,
        keys.map(([, { key }]) => key),
      );
    };
    timeline.at(dice.whole(500, 5000), turn);
  }

  async function edit(
    backend: SimulatedBackend,
    kind: "add" | "remove",
    campaigns: readonly WorldCampaign[],
  ): Promise<boolean> {
    const { services } = backend;
    const some = campaigns.filter(({ key }) => !busy.has(campaignPath(key)));
    if (services === null || some.length === 0) return false;
    const paths = some.map(({ key }) => campaignPath(key));
    const what = `${kind} ${paths.slice(0, 5).join(" ")}${paths.length > 5 ? ` and ${paths.length - 5} more` : ""}`;
    for (const path of paths) {
      busy.add(path);
      editedAt.set(path, timeline.now);
    }
    const before = database.watched;
    trace.tell(`somebody asks ${backend.name}: ${what}`);
    const keys = some.map(({ key }) => ({ ...key }));
    const call = kind === "add" ? services.watchList.add(keys) : services.watchList.remove(keys);
    watchCall(backend, what, call);
    try {
      await call;
      trace.tell(`${backend.name} acknowledges: ${what}`);
      const after = database.watched;
      const lost = paths.filter((path) => after.has(path) !== (kind === "add") && !isArchived(path));
      if (lost.length > 0)
        world.violate("what was acknowledged is kept", `${backend.name}: ${what}, not so: ${lost.join(" ")}`);
      return true;
    } catch (error) {
      const fault = storageFaultOf(error);
      trace.tell(`${backend.name} fails: ${what}: ${fault} ${String(error)}`);
      const after = database.watched;
      const changed = paths.filter((path) => after.has(path) !== before.has(path) && !isArchived(path));
      if (fault === "refused" && changed.length > 0)
        world.violate("who is told that nothing changed is told the truth", `${backend.name}: ${what}`);
      // Who stops answers nobody any more.
      if (fault === null && backend.services === services)
        world.violate("no fault of our own", `${backend.name}: ${what}: ${String(error)}`);
      return false;
    } finally {
      for (const path of paths) {
        busy.delete(path);
        editedAt.set(path, timeline.now);
      }
    }
  }

  function later(ms: number, act: () => void): void {
    timeline.at(Math.ceil(ms), () => {
      if (!gone) act();
    });
  }

  function manager(): void {
    if (gone) return;
    later(dice.between(0.3, 1.7) * plan.editEveryMs, manager);
    const backend = dice.any(ready());
    if (backend === null) return;
    const watched = database.watched;
    const isWatched = ({ key }: WorldCampaign) => watched.has(campaignPath(key));
    const old = new Set(plan.flood.campaigns);
    const what = dice.random();
    if (what < 0.4) {
      const chosen = someOf(
        plan.campaigns.filter((one) => !isWatched(one) && !old.has(one)),
        dice.whole(1, 4),
      );
      void edit(backend, "add", chosen);
    } else if (what < 0.8) {
      const chosen = someOf(plan.watched.filter(isWatched), dice.pick([1, 1, 1, 3]));
      void edit(backend, "remove", chosen);
      if (dice.chance(0.6)) later(dice.between(200, 20_000), () => undo(chosen));
    } else {
      const campaign = dice.any(plan.watched.filter(isWatched));
      if (campaign !== null) refresh(backend, campaign.key, dice.chance(0.3));
    }
  }

  function undo(campaigns: readonly WorldCampaign[]): void {
    const backend = dice.any(ready());
    if (backend !== null) void edit(backend, "add", campaigns);
  }

  function someOf(from: readonly WorldCampaign[], count: number): WorldCampaign[] {
    const start = dice.whole(0, Math.max(0, from.length - count));
    return from.slice(start, start + count);
  }

  function refresh(backend: SimulatedBackend, key: CampaignKey, preview: boolean): void {
    const { services } = backend;
    if (services === null) return;
    const what = `${preview ? "preview" : "refresh"} ${campaignPath(key)}`;
    trace.tell(`somebody asks ${backend.name}: ${what}`);
    const call = preview
      ? services.poller.preview(key, new AbortController().signal)
      : services.poller.refresh(key);
    watchCall(backend, what, call);
    call.then(
      () => trace.tell(`${backend.name} answers: ${what}`),
      (error: unknown) => {
        trace.tell(`${backend.name} fails: ${what}: ${String(error)}`);
        if (!(error instanceof RefreshError) && storageFaultOf(error) === null)
          world.violate("no fault of our own", `${backend.name}: ${what}: ${String(error)}`);
      },
    );
  }

  function flood(): void {
    const backend = dice.any(ready());
    if (backend === null) return;
    floodedAt = timeline.now;
    void edit(backend, "add", plan.flood.campaigns);
  }

  if (plan.onScreen > 0) for (let index = 0; index < plan.viewers; index += 1) viewer(`page ${index + 1}`);
  later(plan.editEveryMs, manager);
  if (plan.flood.campaigns.length > 0) later(plan.flood.at, flood);

  return {
    onScreenSince,
    shownAt,
    editedAt,
    get floodedAt() {
      return floodedAt;
    },
    leave() {
      gone = true;
      onScreenSince.clear();
    },
  };
}
