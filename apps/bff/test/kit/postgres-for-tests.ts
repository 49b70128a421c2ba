import { type RunningPostgres, startPostgres } from "@cruiseboard/testing";
import { Client } from "pg";
import { afterAll, beforeAll } from "vitest";

/** A server for the tests of one file. */
export interface TestPostgres {
  readonly server: RunningPostgres;
  /** Makes a database of its own and answers its URL. */
  newDatabase(): Promise<string>;
}

/** Starts PostgreSQL before the file's tests and ends it after them. What it answers is for use within tests. */
export function postgresForTests(): TestPostgres {
  let server: RunningPostgres | null = null;
  let databases = 0;
  const running = () => {
    if (server === null) throw new Error("PostgreSQL runs within tests only");
    return server;
  };
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  return {
    get server() {
      return running();
    },
    async newDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      const client = new Client(running().url());
      await client.connect();
      await client.query(`create database ${name} template template0`);
      await client.end();
      return running().url(name);
    },
  };
}
