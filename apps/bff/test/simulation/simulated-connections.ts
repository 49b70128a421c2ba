import { EventEmitter } from "node:events";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { ListeningClient } from "../../src/store/open-shared-stores.ts";
import { plugins, type Schema } from "../../src/store/schema.ts";
import type { DatabaseLink, Fate } from "./database-link.ts";
import type { SimulatedDatabase } from "./simulated-database.ts";
import type { SimulatedProcess } from "./simulated-process.ts";
import type { Timeline } from "./timeline.ts";

/** One process's way to the database. */
export interface ConnectionOptions {
  readonly timeline: Timeline;
  readonly database: SimulatedDatabase;
  readonly process: SimulatedProcess;
  readonly link: DatabaseLink;
  /** The embedded database answers at once or refuses; nothing is ever lost on the way to it. */
  readonly embedded: boolean;
  /** What takes longer is given up, ms. */
  readonly timeoutMs: number;
  /** Just before the process has something done; for invariants. */
  readonly onStatement: (sql: string) => void;
  /** Operations under way. */
  readonly pending: { count: number };
}

export function connectSimulated(options: ConnectionOptions): Kysely<Schema> {
  return new Kysely({
    dialect: {
      createDriver: () => createDriver(options),
      createAdapter: () => new SharedSqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
    plugins,
  });
}

/** As a pool has them: one that waits keeps no other waiting. */
class SharedSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

interface Transaction {
  readonly fate: Fate;
  readonly release: () => void;
  statements: number;
  over: boolean;
}

interface SimulatedConnection extends DatabaseConnection {
  transaction: Transaction | null;
}

function createDriver(options: ConnectionOptions): Driver {
  let underWay = 0;
  let onIdle: (() => void) | null = null;
  const { database, process, link, timeoutMs } = options;

  /** What the fate is, for a write; one that only reads needs no room. */
  function fateOf(sql: string): Fate {
    const fate = link.fate(timeoutMs);
    const isRoomEnough = link.state.kind === "full" && sql.startsWith("select");
    if (options.embedded) return ofEmbedded(fate, isRoomEnough);
    return isRoomEnough ? { ...fate, fault: null } : fate;
  }

  /** Has something done at the database's end, and tells how it went as the link has it. */
  function exchange<T>(fate: Fate, work: () => Promise<T>): Promise<T> {
    options.pending.count += 1;
    underWay += 1;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const giveUp = (afterMs: number) =>
      process.deliver(afterMs, () => reject(new Error("Query read timeout")));
    const arrive = async () => {
      try {
        if (fate.fault === "lostBefore" || fate.fault === "refused") throw errorOf(fate.fault, options);
        const result = await work();
        if (fate.fault === "lostAfter") throw errorOf(fate.fault, options);
        if (fate.beforeMs + fate.afterMs >= timeoutMs) giveUp(Math.max(0, timeoutMs - fate.beforeMs));
        else settle(fate.afterMs, () => resolve(result));
      } catch (error) {
        settle(0, () => reject(error));
      }
    };
    const settle = (afterMs: number, act: () => void) => {
      if (options.embedded) act();
      else process.deliver(afterMs, act);
    };
    if (options.embedded) void arrive();
    else if (fate.beforeMs >= timeoutMs) giveUp(timeoutMs);
    else options.timeline.at(fate.beforeMs, () => void arrive());
    return promise.finally(() => {
      options.pending.count -= 1;
      underWay -= 1;
      if (underWay === 0) onIdle?.();
    });
  }

  function run({ sql, parameters }: CompiledQuery): QueryResult<unknown> {
    const { rows, changes } = database.execute(sql, parameters);
    return { rows, numAffectedRows: BigInt(changes) };
  }

  async function alone(query: CompiledQuery): Promise<QueryResult<unknown>> {
    const release = await database.lock();
    try {
      const result = run(query);
      database.notify();
      return result;
    } finally {
      release();
    }
  }

  function end(transaction: Transaction, how: "commit" | "rollback"): void {
    if (transaction.over) return;
    transaction.over = true;
    try {
      database.execute(how, []);
      if (how === "commit") database.notify();
      else database.forget();
    } finally {
      transaction.release();
    }
  }

  /** Strikes within a transaction, which is undone then, as a server does. */
  function failIfDue(transaction: Transaction, sql: string, last: boolean): void {
    const { fault, atStatement } = transaction.fate;
    if (fault !== "refused" && fault !== "lostBefore") return;
    const isDue = last || (transaction.statements > atStatement && !sql.startsWith("select"));
    if (!isDue) return;
    end(transaction, "rollback");
    throw errorOf(fault, options);
  }

  function connection(): SimulatedConnection {
    const self: SimulatedConnection = {
      transaction: null,
      async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
        options.onStatement(query.sql);
        const { transaction } = self;
        if (transaction === null)
          return (await exchange(fateOf(query.sql), () => alone(query))) as QueryResult<R>;
        if (transaction.over) throw errorOf("lostBefore", options);
        transaction.statements += 1;
        failIfDue(transaction, query.sql, false);
        return run(query) as QueryResult<R>;
      },
      // oxlint-disable-next-line require-yield
      async *streamQuery() {
        throw new Error("Nobody streams");
      },
    };
    return self;
  }

  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection()),
    async beginTransaction(taken) {
      const fate = fateOf("begin");
      // What strikes later leaves the beginning alone; what is late may be so from the beginning.
      const isLateAtOnce = fate.afterMs > 0 && Number.isFinite(fate.afterMs) && fate.atStatement < 2;
      const atFirst: Fate = {
        beforeMs: fate.beforeMs,
        afterMs: isLateAtOnce ? fate.afterMs : 0,
        fault: null,
        atStatement: 0,
      };
      await exchange(atFirst, () => Promise.resolve());
      const release = await database.lock();
      database.execute("begin", []);
      (taken as SimulatedConnection).transaction = {
        fate: isLateAtOnce ? { ...fate, afterMs: 0 } : fate,
        release,
        statements: 0,
        over: false,
      };
    },
    async commitTransaction(taken) {
      const { transaction } = taken as SimulatedConnection;
      if (transaction === null) return;
      failIfDue(transaction, "commit", true);
      end(transaction, "commit");
      const { fault, afterMs } = transaction.fate;
      if (fault === null && afterMs === 0) return;
      await exchange({ beforeMs: 0, afterMs, fault, atStatement: 0 }, () => Promise.resolve());
    },
    rollbackTransaction(taken) {
      const { transaction } = taken as SimulatedConnection;
      if (transaction !== null) end(transaction, "rollback");
      return Promise.resolve();
    },
    releaseConnection: () => Promise.resolve(),
    // As a pool of connections, it ends when all that is under way has.
    async destroy() {
      if (underWay > 0) await new Promise<void>((resolve) => (onIdle = resolve));
    },
  };
}

function ofEmbedded(fate: Fate, isRoomEnough: boolean): Fate {
  const fails = fate.fault === "refused" || fate.fault === "lostBefore";
  return { ...fate, beforeMs: 0, afterMs: 0, fault: fails && !isRoomEnough ? "refused" : null };
}

function errorOf(
  fault: "refused" | "lostBefore" | "lostAfter",
  { embedded, link }: ConnectionOptions,
): Error {
  if (embedded)
    return Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });
  if (fault === "refused")
    return Object.assign(new Error("No space left on device"), { code: "53100", severity: "ERROR" });
  if (link.state.kind === "refused")
    return Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
  return new Error("Connection terminated unexpectedly");
}

const listenerTimeoutMs = 2000;

/** A connection that listens, with the face of node-postgres. */
export function createSimulatedListener(
  options: Omit<ConnectionOptions, "embedded" | "timeoutMs" | "onStatement">,
): ListeningClient & { breakOff(): void } {
  const { database, process, link, timeline } = options;
  const events = new EventEmitter();
  let listening = false;
  let heardUntil = 0;

  function hear(payload: string): void {
    if (link.state.kind === "refused" || link.state.kind === "silent") return;
    const delay = link.state.kind === "slow" ? link.state.ms : 1;
    // In order, however long each takes.
    heardUntil = Math.max(heardUntil, timeline.now + delay);
    process.deliver(heardUntil - timeline.now, () => {
      if (listening) events.emit("notification", { payload });
    });
  }

  function breakOff(): void {
    if (!listening) return;
    listening = false;
    database.listeners.delete(hear);
    process.deliver(1, () => {
      events.emit("error", new Error("Connection terminated unexpectedly"));
      events.emit("end");
    });
  }

  function answer(): Promise<void> {
    options.pending.count += 1;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { beforeMs, afterMs, fault } = link.fate(listenerTimeoutMs);
    const tookMs = beforeMs + afterMs;
    if (fault !== null && fault !== "refused") {
      process.deliver(1, () => reject(new Error("Connection terminated unexpectedly")));
    } else if (tookMs >= listenerTimeoutMs) {
      process.deliver(listenerTimeoutMs, () => {
        breakOff();
        reject(new Error("Query read timeout"));
      });
    } else {
      process.deliver(tookMs, resolve);
    }
    return promise.finally(() => {
      options.pending.count -= 1;
    });
  }

  const client = {
    on: (event: string, listener: (...values: unknown[]) => void) => {
      events.on(event, listener);
      return client;
    },
    connect: answer,
    async query(text: string) {
      await answer();
      if (!text.startsWith("listen")) return;
      listening = true;
      database.listeners.add(hear);
    },
    end() {
      listening = false;
      database.listeners.delete(hear);
      return Promise.resolve();
    },
    breakOff,
  };
  return client as unknown as ListeningClient & { breakOff(): void };
}
