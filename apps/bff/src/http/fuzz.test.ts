import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Question, Reply } from "../../test/kit/ask.ts";
import { setScopedStage, worldKeys } from "../../test/kit/scoped-world.ts";
import { claims, headersOf, invalidCredentials } from "../../test/kit/viewers.ts";
import { boardRouteDescription, createRoutes } from "./routes.ts";

/**
 * Every route of the table with generated paths, queries, headers and bodies, for as long as FUZZ_SECONDS says. Nothing
 * may fail inside, expose internals, or grow.
 */
const seconds = Number(process.env["FUZZ_SECONDS"] ?? 15);
/** A new one each time: `npm run proof -- fuzz`. */
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
/** Of the heap over the whole run after the first tenth, MB; what is kept on purpose has bounds of its own. */
const growthAllowed = 30;
/** Sockets and timers that may be open at the end, more than after the first tenth. */
/** A burst leaves 20 connections open for a while, with a handle at either end. */
const handlesAllowed = 60;

const ofTheInside = /\bat \S+ \(|node_modules|\.ts:\d|\/src\/|Error:|ERR_/;

const oddTexts = fc.oneof(
  fc.constantFrom("", "0", "-1", "1e3", "9007199254740993", "%00", "%E0%A4%A", "..", "%2e%2e", "__proto__"),
  fc.constantFrom("constructor", "null", "true", "[]", "💥", "2026-13-45", "1".repeat(400)),
  fc.string({ unit: "binary", maxLength: 60 }),
);
const ids = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("1", "2", "770001", "770003", "770005") },
  oddTexts,
);
const queries = fc.dictionary(
  fc.oneof(
    fc.constantFrom("since", "from", "to", "points", "return", "state", "code"),
    fc.string({ maxLength: 8 }),
  ),
  fc.oneof(fc.constantFrom("2026-11-22T08:00:00.000Z", "2026-11-21T00:00:00Z", "300"), oddTexts),
  { maxKeys: 4 },
);
/** Visible characters and spaces; Node's own client sends no others. */
const headerValues = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCodePoint(code)),
});
const headers = fc.dictionary(
  fc.constantFrom(
    "accept",
    "accept-encoding",
    "content-type",
    "cookie",
    "forwarded",
    "if-modified-since",
    "if-none-match",
    "range",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-http-method-override",
  ),
  headerValues,
  { maxKeys: 4 },
);

const key = fc.record({
  sdkAppId: fc.constantFrom(1, 2, 0, -1, 1.5),
  campaignId: fc.integer({ min: 0, max: 30 }),
});
const shapes = fc.oneof(
  fc.constant({ campaigns: worldKeys }),
  fc.record({ campaigns: fc.array(fc.oneof(key, fc.jsonValue({ maxDepth: 1 })), { maxLength: 12 }) }),
  fc.record({ campaigns: fc.array(key, { maxLength: 5 }), page: fc.jsonValue({ maxDepth: 1 }) }),
  fc.record({ label: fc.jsonValue({ maxDepth: 1 }) }),
  fc.record({ afterHours: fc.jsonValue({ maxDepth: 1 }) }),
  fc.jsonValue(),
);
/** Not watched: a board that grows is no leak. */
const manyKeys = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ sdkAppId: 0, campaignId: 1 + index }));
/** More expensive than they seem: deep, wide, long. */
const costly = fc.oneof(
  fc.integer({ min: 5, max: 200_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc.integer({ min: 5, max: 100_000 }).map((depth) => '{"a":'.repeat(depth)),
  fc.integer({ min: 100, max: 60_000 }).map((count) => `{${'"k":0,'.repeat(count)}"campaigns":[]}`),
  fc.integer({ min: 100, max: 60_000 }).map((count) => `{"campaigns":[${"0,".repeat(count)}0]}`),
  fc.integer({ min: 100, max: 12_000 }).map((count) => ({ campaigns: manyKeys(count) })),
  fc.integer({ min: 100, max: 300_000 }).map((length) => ({ label: "标".repeat(length) })),
  fc.string({ maxLength: 64 }).map((page) => ({ page, campaigns: worldKeys })),
);
const bodies = fc.oneof(
  { weight: 4, arbitrary: shapes },
  { weight: 1, arbitrary: costly },
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(undefined),
);

it(`no route fails, exposes internals or grows, asked at random for ${seconds} s (FUZZ_SEED=${seed})`, {
  timeout: (seconds + 60) * 1000,
}, async () => {
  const { backend, clock } = await setScopedStage();
  const table = [
    boardRouteDescription,
    ...createRoutes(
      backend.services,
      () => null,
      () => true,
    ),
  ];
  const askers = [
    ...(await Promise.all(Object.values(claims).map((claim) => headersOf(clock, claim)))),
    ...Object.values(await invalidCredentials(clock)),
  ];
  const paths = [
    ...new Set(table.map(({ path }) => path)),
    "/",
    "/auth/sign-in",
    "/auth/callback",
    "/api/:odd",
    "/:odd",
  ];
  const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
  const question = fc.record({
    path: fc
      .tuple(fc.constantFrom(...paths), fc.array(ids, { minLength: 3, maxLength: 3 }), queries)
      .map(fillIn),
    method: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom("GET", "POST", "PUT") },
      fc.constantFrom(...methods),
    ),
    headers: fc.tuple(fc.constantFrom(...askers), headers).map(([asker, odd]) => ({ ...odd, ...asker })),
    body: bodies,
    // As many of them at once; more where each is small.
    times: fc.oneof(
      { weight: 9, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.integer({ min: 2, max: 20 }) },
    ),
    // Clients that disconnect before the answer.
    leaves: fc.oneof(
      { weight: 9, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  });

  const began = performance.now();
  let asked = 0;
  let early = { heap: 0, handles: 0 };
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  await fc.assert(
    fc.asyncProperty(question, async ({ path, times, leaves, ...rest }) => {
      const signal = leaves ? AbortSignal.timeout(1) : undefined;
      const askOnce = async () => inspect(path, rest, await backend.ask(path, { ...rest, signal }));
      const asking = Array.from({ length: times }, askOnce);
      for (const result of await Promise.allSettled(asking))
        if (result.status === "rejected" && !isBrokenOff(result.reason)) throw result.reason;
      asked += times;
      // Sweeps and limits of a minute go on.
      await clock.advance(100);
      if (early.heap === 0 && performance.now() - began > seconds * 100)
        early = { heap: heapMegabytes(), handles: process.getActiveResourcesInfo().length };
    }),
    {
      seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: seconds * 1000,
      markInterruptAsFailure: false,
    },
  );
  expect(asked).toBeGreaterThan(0);
  expect(heapMegabytes() - early.heap).toBeLessThan(growthAllowed);
  expect(process.getActiveResourcesInfo().length - early.handles).toBeLessThan(handlesAllowed);
  const delay = loop.percentile(99) / 1e6;
  process.stdout.write(`${asked} asked; the event loop was ${delay.toFixed(1)} ms late, 99th percentile\n`);
  // Beside other tests, it is late because of these.
  expect(seconds < 60 || delay < 50).toBe(true);
});

/** The asker left, or the server did while the body was still on its way. */
function isBrokenOff(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  return name === "AbortError" || name === "TimeoutError" || code === "ECONNRESET" || code === "EPIPE";
}

function inspect(path: string, { method, body }: Question, { status, headers: answered, text }: Reply): void {
  const which = `${method} ${path} ${JSON.stringify(body)?.slice(0, 300)}`;
  const exposed = `${JSON.stringify(answered)} ${status >= 400 ? text : ""}`;
  const fault = status >= 500 ? `${status} ${text}` : (ofTheInside.exec(exposed)?.[0] ?? null);
  expect({ which, fault }).toEqual({ which, fault: null });
}

function fillIn([path, odd, query]: [string, string[], Record<string, string>]): string {
  let next = 0;
  const filled = path.replaceAll(/:\w+/g, () => encoded(odd[next++] ?? ""));
  const search = new URLSearchParams(query).toString();
  return search === "" ? filled : `${filled}?${search}`;
}

/** As it is where it can stand in a path, so that broken escapes get through; else escaped. */
function encoded(text: string): string {
  return /^[\w%.~-]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed());
}

function heapMegabytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}
