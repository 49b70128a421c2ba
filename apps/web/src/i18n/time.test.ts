import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { createTime } from "./time.ts";

const clientStart = Date.parse("2026-11-22T06:00:00Z");

/** The server's clock, the client's, and the monotonic one, each to be moved. */
function fakeClocks({ clientOff = 0 } = {}) {
  let monotonic = 5000;
  let client = clientStart + clientOff;
  let server = clientStart;
  const running = new Set<() => void>();
  const beat = () => {
    for (const run of running) run();
  };
  const time = createTime({
    monotonic: () => monotonic,
    client: () => client,
    repeat(run) {
      running.add(run);
      return () => void running.delete(run);
    },
  });
  const wait = (milliseconds: number) => {
    [monotonic, client, server] = [monotonic + milliseconds, client + milliseconds, server + milliseconds];
  };
  const sleep = (milliseconds: number) => {
    [client, server] = [client + milliseconds, server + milliseconds];
    wait(1);
    beat();
  };
  return {
    time,
    running,
    server: () => server,
    pass(milliseconds: number) {
      wait(milliseconds);
      beat();
    },
    sleep,
    step(milliseconds: number) {
      client += milliseconds;
      beat();
    },
    /** @param age how long before the answer the server read its clock. */
    answer({ request = 20, response = 20, age = 0 } = {}) {
      const sentAt = monotonic;
      wait(request);
      const serverTime = server - age;
      wait(response);
      time.align(serverTime, { sentAt, answeredAt: monotonic });
    },
    /** A call that is answered while the machine sleeps. */
    answerAcross(asleep: number) {
      const sentAt = monotonic;
      const serverTime = server;
      sleep(asleep);
      wait(10);
      time.align(serverTime, { sentAt, answeredAt: monotonic });
    },
  };
}

test("one timer serves all listeners and stops with the last of them", () => {
  const { time, running, pass } = fakeClocks();
  const [first, second] = [vi.fn<() => void>(), vi.fn<() => void>()];
  const stopFirst = time.subscribe(first);
  const stopSecond = time.subscribe(second);
  expect(running.size).toBe(1);
  pass(1000);
  expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  expect(time.beat()).toBe(clientStart + 1000);
  stopFirst();
  stopSecond();
  expect(running.size).toBe(0);
});

test("the beat's time stands still within a beat, and is right again for a new listener", () => {
  const { time, pass } = fakeClocks();
  pass(5000);
  expect(time.beat()).toBe(clientStart);
  time.subscribe(() => {});
  expect(time.beat()).toBe(clientStart + 5000);
});

for (const off of [-7_200_000, -600_000, 0, 600_000, 7_200_000])
  test(`a client's clock that is ${off / 60_000} min ahead, and is set meanwhile, changes nothing`, () => {
    const { time, answer, pass, step, server } = fakeClocks({ clientOff: off });
    time.subscribe(() => {});
    answer();
    expect(Math.abs(time.now() - server())).toBeLessThanOrEqual(1000);
    step(-10_800_000);
    pass(26_000);
    expect(Math.abs(time.now() - server())).toBeLessThanOrEqual(1000);
    step(900_000);
    answer();
    pass(26_000);
    expect(Math.abs(time.now() - server())).toBeLessThanOrEqual(1000);
  });

test("the network's jitter makes no age waver", () => {
  const { time, answer, pass } = fakeClocks({ clientOff: 600_000 });
  answer();
  const listener = vi.fn<() => void>();
  time.subscribe(listener);
  answer({ request: 900, response: 40 });
  answer({ request: 30, response: 1200 });
  answer({ age: 600 });
  expect(listener).not.toHaveBeenCalled();
  pass(250);
  expect(listener).toHaveBeenCalledTimes(1);
});

test("a sleep makes everything older at once, and is known exactly from the next answer on", () => {
  const { time, answer, sleep, server } = fakeClocks({ clientOff: -600_000 });
  time.subscribe(() => {});
  answer();
  const before = time.elapsed();
  sleep(8 * 3_600_000);
  expect(Math.abs(time.now() - server())).toBeLessThanOrEqual(1000);
  expect(time.elapsed() - before).toBe(8 * 3_600_000 + 1);
  expect(time.isUncertain()).toBe(true);
  answer();
  expect(Math.abs(time.now() - server())).toBeLessThanOrEqual(1000);
  expect(time.isUncertain()).toBe(false);
});

test("a clock that is set ahead is taken for a sleep until the next answer", () => {
  const { time, answer, step, server } = fakeClocks();
  time.subscribe(() => {});
  answer();
  step(600_000);
  expect(time.now() - server()).toBeGreaterThan(590_000);
  answer();
  expect(Math.abs(time.now() - server())).toBeLessThanOrEqual(1000);
});

test("an answer that left before a sleep makes nothing younger", () => {
  const { time, answer, answerAcross, server } = fakeClocks();
  time.subscribe(() => {});
  answer();
  answerAcross(3_600_000);
  expect(server() - time.now()).toBeLessThanOrEqual(1000);
  expect(time.isUncertain()).toBe(true);
});

test("the server's time is waited for where only that will do", async () => {
  const { time, answer, server } = fakeClocks({ clientOff: 7_200_000 });
  const known = time.known();
  answer();
  expect(Math.abs((await known) - server())).toBeLessThanOrEqual(1000);
});

test("a time that cannot be read is not adopted", () => {
  const { time } = fakeClocks();
  time.align(Number.NaN, { sentAt: 5000, answeredAt: 5000 });
  expect(time.now()).toBe(clientStart);
});

test("no other module reads the client's clock", () => {
  const root = join(import.meta.dirname, "..");
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && file !== join("i18n", "time.ts"),
  );
  expect(sources.length).toBeGreaterThan(50);
  const reads = /\bDate\.now\b|\bDate\(\s*\)|new Date\b(?!\s*\()|\bTemporal\.Now\b|\.format(ToParts)?\(\s*\)/;
  expect(sources.filter((file) => reads.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
});
