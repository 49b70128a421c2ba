import { pino } from "pino";
import type { Config } from "../../src/config/config.ts";
import { createServices, type Services } from "../../src/services.ts";
import { openSharedStores } from "../../src/store/open-shared-stores.ts";
import type { OpenStore } from "../../src/store/open-stores.ts";
import type { SendMessage } from "../../src/webhooks/send-message.ts";
import { createDatabaseLink, type DatabaseLink } from "./database-link.ts";
import type { Dice } from "./dice.ts";
import {
  type ConnectionOptions,
  connectSimulated,
  createSimulatedListener,
} from "./simulated-connections.ts";
import type { SimulatedDatabase } from "./simulated-database.ts";
import { createSimulatedProcess, type Machine, type SimulatedProcess } from "./simulated-process.ts";
import type { SimulatedUpstream } from "./simulated-upstream.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

/** A machine with a backend on it, which starts, stops and dies. */
export interface SimulatedBackend {
  readonly name: string;
  readonly machine: Machine;
  readonly link: DatabaseLink;
  /** null: no process is there, or it is not ready yet. */
  readonly services: Services | null;
  readonly process: SimulatedProcess | null;
  /** Names the process among all that share the database; null: it has not got that far, or is alone. */
  readonly identity: string | null;
  /** Since when its process is ready, or was paused or had its clock set since; for invariants. */
  readonly undisturbedSince: number;
  /** Database operations under way. */
  readonly pending: number;
  start(): void;
  kill(): void;
  /** Stops in order; resolves when the process is gone. */
  stop(): Promise<void>;
  pause(): void;
  resume(): void;
  setClock(aheadMs: number): void;
  /** Its connections break, those that listen too. */
  breakConnections(): void;
}

export interface SimulatedBackendOptions {
  readonly name: string;
  readonly config: Config;
  readonly timeline: Timeline;
  readonly epochMs: number;
  readonly database: SimulatedDatabase;
  readonly upstream: SimulatedUpstream;
  readonly dice: Dice;
  readonly trace: Trace;
  readonly embedded: boolean;
  /** Of its database operations, the share that fails by itself. */
  readonly singleFaults: number;
  readonly send: (name: string, process: SimulatedProcess) => SendMessage;
  readonly onStatement: (name: string, sql: string) => void;
  /** What must never happen in a process. */
  readonly onFault: (invariant: string, words: string) => void;
}

const timeoutsMs = { pool: 15_000, lease: 2000 } as const;
/** main.ts ends a process whose stop takes longer, ms. */
const stopWithinMs = 8000;

export function createSimulatedBackend(options: SimulatedBackendOptions): SimulatedBackend {
  const { name, timeline, database, trace, dice, epochMs } = options;
  const machine: Machine = { aheadMs: dice.whole(-300, 300) };
  const usualAheadMs = machine.aheadMs;
  const link = createDatabaseLink(timeline, dice.fork(), options.singleFaults);
  const jitter = dice.fork();
  const pending = { count: 0 };
  let process: SimulatedProcess | null = null;
  let services: Services | null = null;
  let identity: string | null = null;
  let undisturbedSince = Number.POSITIVE_INFINITY;
  let listeners: ReturnType<typeof createSimulatedListener>[] = [];
  /** Asked to be there: one that cannot start is started again. */
  let wanted = false;

  function start(): void {
    wanted = true;
    if (process !== null) return;
    const mine = createSimulatedProcess(timeline, machine, epochMs, (words) =>
      options.onFault("sound timers", `${name}: ${words}`),
    );
    process = mine;
    pending.count = 0;
    trace.tell(`${name} starts`);
    void begin(mine, timeline.hold());
  }

  async function begin(mine: SimulatedProcess, releaseTime: () => void): Promise<void> {
    try {
      const ready = await createServices(options.config, {
        clock: mine.clock,
        random: () => jitter.random(),
        logger: logOf(),
        openStore: () => Promise.resolve(openStore(mine, releaseTime)),
        createClient: ({ now = mine.clock.now }) => options.upstream.connect(mine, name, now),
        send: options.send(name, mine),
      });
      if (process !== mine) return;
      services = ready;
      undisturbedSince = timeline.now;
      trace.tell(`${name} is ready`);
    } catch (error) {
      releaseTime();
      if (process !== mine) return;
      trace.tell(`${name} cannot start: ${String(error)}`);
      end();
      restartSoon();
    }
  }

  function restartSoon(): void {
    timeline.at(2000, () => {
      if (wanted) start();
    });
  }

  /** Modules that are loaded on the way take real time; the first statement tells that they are there. */
  function openStore(mine: SimulatedProcess, onFirstStatement: () => void): OpenStore {
    const common: Omit<ConnectionOptions, "timeoutMs"> = {
      timeline,
      database,
      process: mine,
      link,
      embedded: options.embedded,
      pending,
      onStatement(sql) {
        onFirstStatement();
        options.onStatement(name, sql);
      },
    };
    const db = connectSimulated({ ...common, timeoutMs: timeoutsMs.pool });
    if (options.embedded) return { db, shared: null, close: () => db.destroy() };
    const connections = {
      lease: connectSimulated({ ...common, timeoutMs: timeoutsMs.lease }),
      createListener() {
        const listener = createSimulatedListener(common);
        listeners.push(listener);
        return listener;
      },
    };
    const shared = openSharedStores(db, connections, options.config.accounts);
    identity = shared.backend;
    return { db, shared, close: () => db.destroy() };
  }

  function logOf() {
    return pino({ level: "info", base: null, timestamp: false }, { write: (line) => heard(line) });
  }

  function heard(line: string): void {
    const { level, msg, err } = JSON.parse(line) as { level: number; msg: string; err?: { message: string } };
    trace.tell(
      `${name} ${level >= 50 ? "ERROR" : level >= 40 ? "warns" : "says"} ${msg}${err ? `: ${err.message}` : ""}`,
    );
    if (msg === "polling fault") options.onFault("no fault of our own", `${name}: ${err?.message}`);
  }

  function end(): void {
    process?.kill();
    for (const listener of listeners) void listener.end();
    listeners = [];
    process = null;
    services = null;
    identity = null;
    undisturbedSince = Number.POSITIVE_INFINITY;
  }

  return {
    name,
    machine,
    link,
    get services() {
      return services;
    },
    get process() {
      return process;
    },
    get identity() {
      return identity;
    },
    get undisturbedSince() {
      return process?.paused ? Number.POSITIVE_INFINITY : undisturbedSince;
    },
    get pending() {
      return pending.count;
    },
    start,
    kill() {
      wanted = false;
      if (process === null) return;
      trace.tell(`${name} is killed`);
      end();
    },
    async stop() {
      wanted = false;
      const mine = process;
      if (mine === null || services === null) return this.kill();
      trace.tell(`${name} stops`);
      const stopping = services;
      services = null;
      const { promise: tooLong, resolve: giveUp } = Promise.withResolvers<"late">();
      timeline.at(stopWithinMs, () => giveUp("late"));
      const how = await Promise.race([closed(stopping), tooLong]);
      if (process !== mine) return;
      trace.tell(`${name} has stopped: ${how}`);
      // What was being done for nobody in particular is over a moment later.
      if (how === "in order" && (mine.armedTimers > 0 || pending.count > 0))
        options.onFault(
          "a stop leaves nothing behind",
          `${name}: ${mine.armedTimers} timers, ${pending.count} database operations`,
        );
      end();
    },
    pause() {
      trace.tell(`${name} stands still`);
      process?.pause();
    },
    resume() {
      trace.tell(`${name} goes on`);
      process?.resume();
      if (services !== null) undisturbedSince = timeline.now;
    },
    setClock(aheadMs) {
      trace.tell(`${name}'s clock is set to ${aheadMs} ms ahead`);
      machine.aheadMs = usualAheadMs + aheadMs;
      if (services !== null) undisturbedSince = timeline.now;
    },
    breakConnections() {
      for (const listener of listeners) listener.breakOff();
    },
  };

  async function closed(stopping: Services): Promise<"in order" | "failing"> {
    try {
      await stopping.handOver?.();
      await stopping.close();
      return "in order";
    } catch (error) {
      trace.tell(`${name} fails to stop: ${String(error)}`);
      return "failing";
    }
  }
}
