import { createFakeClock } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { repeat } from "./clock.ts";

/** Work that takes `takesMs` and comes to what the test says; what happened is told in words. */
function createScene(takesMs = 0) {
  const clock = createFakeClock(0);
  const said: string[] = [];
  const state = { next: 1000 as number | null, failing: false };
  const repeated = repeat({
    clock,
    retryAfterMs: [100, 200],
    onError: () => said.push(`failed ${clock.monotonic()}`),
    async run() {
      said.push(`began ${clock.monotonic()}`);
      if (takesMs > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, takesMs));
      if (state.failing) throw new Error("away");
      return state.next;
    },
  });
  return { clock, said, state, repeated };
}

it("runs again as much later as the run said", async () => {
  const { clock, said, repeated } = createScene();
  repeated.start(500);
  await clock.advance(2600);
  expect(said).toEqual(["began 500", "began 1500", "began 2500"]);
});

it("never runs twice at a time: what wakes it during a run has it run once more", async () => {
  const { clock, said, state, repeated } = createScene(300);
  state.next = null;
  repeated.start(null);
  await clock.advance(100);
  expect(said).toEqual([]);
  repeated.wake();
  await clock.advance(200);
  repeated.wake();
  repeated.wake();
  await clock.advance(5000);
  expect(said).toEqual(["began 101", "began 402"]);
});

it("is woken to run sooner, never later", async () => {
  const { clock, said, repeated } = createScene();
  repeated.start(500);
  repeated.wake(800);
  repeated.wake(200);
  await clock.advance(900);
  expect(said).toEqual(["began 200"]);
});

it("tries again after a failure, ever more rarely, until it works", async () => {
  const { clock, said, state, repeated } = createScene();
  state.next = null;
  state.failing = true;
  repeated.start(1);
  await clock.advance(500);
  state.failing = false;
  await clock.advance(5000);
  expect(said.filter((word) => word.startsWith("began"))).toEqual([
    "began 1",
    "began 101",
    "began 301",
    "began 501",
  ]);
  expect(said.filter((word) => word.startsWith("failed"))).toHaveLength(3);
});

it("stops when the run under way has ended, and may begin again meanwhile without a second one", async () => {
  const { clock, said, repeated } = createScene(300);
  repeated.start(1);
  await clock.advance(100);
  let stopped = false;
  void repeated.stop().then(() => (stopped = true));
  repeated.wake();
  await clock.advance(100);
  expect(stopped).toBe(false);
  repeated.start();
  await clock.advance(110);
  expect(stopped).toBe(true);
  expect(said).toEqual(["began 1", "began 302"]);
  const end = repeated.stop();
  await clock.advance(300);
  await end;
  expect(clock.pendingTimers()).toBe(0);
  await clock.advance(5000);
  expect(said).toHaveLength(2);
});
