import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { Client } from "pg";
import { onTestFinished } from "vitest";

/** How a query fails: the server refuses it · the connection breaks when it is done and before its answer. */
export type QueryFault = "refused" | "broken off";

/** Every query of this process to PostgreSQL, on whatever connection. */
export interface WatchedQueries {
  /** Counts from here on, all or those like `only`; query `failing` (from 1; none unless told) fails once. */
  count(fault?: { readonly failing?: number; readonly how?: QueryFault; readonly only?: RegExp }): void;
  /** Whether that query came and failed. */
  readonly failed: boolean;
  /** Resolves when no query and no connecting is under way. */
  settled(): Promise<void>;
}

interface Breakable {
  readonly connection: { readonly stream: { destroy(): void } };
}
type AnyFunction = (...parameters: unknown[]) => unknown;

/** Until the test is over. */
export function watchQueries(): WatchedQueries {
  const prototype = Client.prototype as unknown as Record<"query" | "connect", AnyFunction>;
  const { query, connect } = prototype;
  let underWay = 0;
  let counted = 0;
  let failing = 0;
  let failed = false;
  let how: QueryFault = "refused";
  let counts = /^/;
  const ended = () => void (underWay -= 1);

  async function fail(client: Breakable, parameters: unknown[]): Promise<never> {
    failed = true;
    if (how === "refused") {
      // A transaction that cannot be committed is undone.
      if (parameters[0] === "commit") await query.call(client, "rollback");
      throw Object.assign(new Error("No space left on device"), { code: "53100", severity: "ERROR" });
    }
    await query.apply(client, parameters);
    client.connection.stream.destroy();
    throw new Error("Connection terminated unexpectedly");
  }

  prototype.query = function watched(this: unknown, ...parameters: unknown[]) {
    underWay += 1;
    const isCounted = counts.test(String(parameters[0]));
    if (isCounted) counted += 1;
    const isDue = isCounted && counted === failing;
    const answer = isDue ? fail(this as Breakable, parameters) : query.apply(this, parameters);
    return (answer as Promise<unknown>).finally(ended);
  };
  prototype.connect = function watched(this: unknown, ...parameters: unknown[]) {
    underWay += 1;
    const [callback] = parameters as [AnyFunction?];
    if (!callback) return (connect.call(this) as Promise<unknown>).finally(ended);
    return connect.call(this, (...results: unknown[]) => {
      ended();
      callback(...results);
    });
  };
  onTestFinished(() => void Object.assign(prototype, { query, connect }));

  return {
    count(fault = {}) {
      counted = 0;
      failed = false;
      failing = fault.failing ?? 0;
      how = fault.how ?? "refused";
      counts = fault.only ?? /^/;
    },
    get failed() {
      return failed;
    },
    async settled() {
      for (let idle = 0; idle < 3; idle = underWay === 0 ? idle + 1 : 0) await turnOfTheLoop();
    },
  };
}
