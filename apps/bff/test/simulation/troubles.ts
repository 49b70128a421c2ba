import type { LinkState } from "./database-link.ts";
import type { SimulatedBackend } from "./simulated-backend.ts";
import { upstreamFaults } from "./simulated-upstream.ts";
import type { World } from "./world.ts";

/** Everything that befalls a world, until it is called off; then all is set right. */
export interface Troubles {
  end(): void;
}

/** How far off a clock is that somebody has set wrong, ms. */
const wrongByMs = 600_000;

export function sendTroubles(world: World): Troubles {
  const { timeline, plan, backends, upstream, trace, database } = world;
  const dice = world.dice.fork();
  let over = false;

  const later = (ms: number, act: () => void) =>
    timeline.at(Math.ceil(ms), () => {
      if (!over) act();
    });
  const someone = () => dice.any(backends.filter(({ services }) => services !== null));

  function kill(): void {
    const backend = someone();
    if (backend === null) return;
    backend.kill();
    later(dice.pick([dice.between(100, 1500), dice.between(2000, 30_000)]), () => backend.start());
  }

  function restart(): void {
    const backend = someone();
    if (backend === null) return;
    const startAgain = () => later(dice.between(100, 3000), () => backend.start());
    void backend.stop().then(startAgain);
  }

  function pause(): void {
    const backend = someone();
    if (backend === null || backend.process?.paused) return;
    backend.pause();
    later(dice.between(500, 9000), () => backend.resume());
  }

  function setClock(): void {
    const backend = dice.any(backends);
    if (backend === null) return;
    backend.setClock(dice.chance(0.5) ? wrongByMs : -wrongByMs);
    later(dice.between(1000, 60_000), () => backend.setClock(0));
  }

  function troubleUpstream(): void {
    if (upstream.fault !== null) return;
    const kind = dice.pick([...upstreamFaults]) ?? "reset";
    const share = dice.pick([1, 1, dice.between(0.2, 0.9)]);
    trace.tell(`the upstream: ${kind}, ${share.toFixed(2)} of all`);
    upstream.fault = { kind, share };
    later(dice.between(1000, 35_000), () => {
      trace.tell("the upstream is well again");
      upstream.fault = null;
    });
  }

  /** So slow that renewals of the lease are just in time, or hardly so. */
  function slowRenewals(): void {
    troubleLinks(backends, { kind: "slow", ms: dice.between(1550, 1750) }, dice.between(20_000, 50_000));
  }

  function anyLinkState(): LinkState {
    return plan.embedded
      ? { kind: "full" }
      : dice.pick<LinkState>([
          { kind: "refused" },
          { kind: "silent" },
          { kind: "full" },
          { kind: "slow", ms: dice.between(200, 1500) },
          // Renewals of the lease are just in time.
          { kind: "slow", ms: 1700 },
        ]);
  }

  function troubleLinks(
    hit: readonly SimulatedBackend[],
    state = anyLinkState(),
    lastsMs = dice.pick([dice.between(500, 5000), dice.between(5000, 60_000)]),
  ): void {
    const how = state.kind === "slow" ? `slow by ${Math.round(state.ms)} ms` : state.kind;
    trace.tell(`the database is ${how} for ${hit.map(({ name }) => name).join(", ")}`);
    for (const { link, breakConnections } of hit) {
      link.state = state;
      if (state.kind === "refused") breakConnections();
    }
    later(lastsMs, () => {
      trace.tell(`the database is well for ${hit.map(({ name }) => name).join(", ")}`);
      for (const { link } of hit) link.state = { kind: "well" };
    });
  }

  const usual: readonly (() => void)[] = [
    kill,
    kill,
    restart,
    pause,
    setClock,
    troubleUpstream,
    troubleUpstream,
    () => {
      const hit = someone();
      if (hit !== null) troubleLinks([hit]);
    },
    () => troubleLinks(backends),
  ];
  const possible = plan.isQuiet ? [slowRenewals] : usual;

  function strike(): void {
    later(dice.between(0.3, 1.7) * plan.troubleEveryMs, strike);
    dice.any(possible)?.();
  }

  /** Single operations fail at the worst moments: right after a takeover, and right after an edit. */
  const unheard = database.onWritten;
  database.onWritten = (what, ...values) => {
    unheard?.(what, ...values);
    if (over || plan.failingMoments === 0) return;
    const hit = backends.filter(({ services, identity }) =>
      what === "lease" ? identity === values[0] : what === "watched" && services !== null,
    );
    for (const { link, name } of hit) {
      if (!dice.chance(plan.failingMoments)) continue;
      const [skipped, count] = [dice.whole(0, 5), dice.whole(1, 2)];
      trace.tell(`after ${skipped} database operations, ${count} of ${name} will fail`);
      link.failSome(skipped, count);
    }
  };

  /** The lease lapses while a task of the leader waits for the database, and may be regained before that has ended. */
  const unheardStatement = world.onStatement;
  world.onStatement = (name, sql) => {
    unheardStatement(name, sql);
    const isSweep = sql.startsWith("select") && sql.includes('from "settings"');
    if (over || plan.embedded || !isSweep || !dice.chance(plan.failingMoments / 2)) return;
    troubleLinks(backends, { kind: "silent" }, dice.between(4000, 7000));
  };

  for (const { sdkAppId, from, to } of plan.denials) {
    later(from, () => upstream.setDenied(sdkAppId, true));
    if (to < plan.worldMs) later(to, () => upstream.setDenied(sdkAppId, false));
  }
  if (plan.troubleEveryMs < plan.worldMs) later(plan.troubleEveryMs, strike);

  return {
    end() {
      over = true;
      trace.tell("all troubles are over");
      if (upstream.fault !== null) upstream.fault = null;
      for (const backend of backends) {
        if (backend.link.state.kind !== "well") backend.link.state = { kind: "well" };
        if (backend.process?.paused) backend.resume();
        backend.setClock(0);
        backend.start();
      }
    },
  };
}
