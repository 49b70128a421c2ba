import { startPostgres, until } from "@cruiseboard/testing";
import { Client } from "pg";
import { onTestFinished } from "vitest";
import { type CuttableConnection, createCuttableConnection } from "./cuttable-connection.ts";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";

/** A PostgreSQL server apart from the backends, and by backend the way to it; it keeps what it acknowledged. */
export interface ChaosDatabase {
  readonly connections: readonly CuttableConnection[];
  /** By backend, where it is reached. */
  readonly urls: readonly string[];
  /** What it lies on; null: a disk that nobody fills up. */
  readonly disk: SmallDisk | null;
  kill(): Promise<void>;
  /** As whatever looks after a server does: starts it if it has ended, until it takes writes. */
  comeBack(): Promise<void>;
  /** Leaves no room for rows; `log`: nor for its log, upon which it ends. */
  fillDisk(log: boolean): Promise<void>;
}

/** It comes back within this, ms, if nothing keeps it from it. */
const backWithinMs = 30_000;
/**
 * The files of its log are small, so that not many writes find room in one while the disk is full. Without room it ends,
 * instead of trying to recover again and again.
 */
const smallLog = {
  logFileMegabytes: 1,
  settings: { min_wal_size: "2MB", max_wal_size: "16MB", restart_after_crash: "off" },
};

export async function startChaosDatabase(backends: number): Promise<ChaosDatabase> {
  const disk = mountSmallDisk();
  const server = await startPostgres(disk === null ? {} : { data: disk.folder, ...smallLog });
  onTestFinished(() => server.stop());
  const port = Number(new URL(server.url()).port);
  const connections = await Promise.all(Array.from({ length: backends }, () => connectionTo(port)));

  /** As its superuser, past the connections that are cut. */
  async function connected(work: (client: Client) => Promise<unknown>): Promise<void> {
    const client = new Client(server.url());
    client.on("error", () => undefined);
    try {
      await client.connect();
      await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  return {
    connections,
    urls: connections.map((connection) => {
      const url = new URL(server.url());
      url.port = `${connection.port}`;
      return url.href;
    }),
    disk,
    kill: () => server.kill(),
    async fillDisk(log) {
      await disk?.fill();
      if (!log) return;
      // Files of the log that a checkpoint freed meanwhile are used first.
      await until(async () => {
        const failure = await connected((client) => client.query(writeToLog(moreThanLogHolds))).then(
          () => null,
          (error: unknown) => error,
        );
        // What was in its way is told if it never ends.
        if (server.isRunning() && failure !== null) throw failure;
        return !server.isRunning();
      }, 60_000);
    },
    async comeBack() {
      await until(async () => {
        if (!server.isRunning()) await server.start();
        await connected((client) => client.query(writeToLog(1)));
        return true;
      }, backWithinMs);
    },
  };
}

/** Bytes: even if all files that its settings allow were there already. */
const moreThanLogHolds = 60_000_000;
const writeToLog = (bytes: number) => `select pg_logical_emit_message(true, 'chaos', repeat('x', ${bytes}))`;

async function connectionTo(port: number): Promise<CuttableConnection> {
  const connection = await createCuttableConnection();
  connection.leadTo(port);
  onTestFinished(() => connection.close());
  return connection;
}
