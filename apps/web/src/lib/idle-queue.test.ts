import { expect, test } from "vitest";
import { createIdleQueue } from "./idle-queue.ts";

/** A browser that is idle when told. */
function createBrowser() {
  const waiting: (() => void)[] = [];
  return {
    whenIdle: () => new Promise<void>((resolve) => waiting.push(resolve)),
    async idle() {
      waiting.shift()?.();
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    },
  };
}

test("tasks begin in turn, each in an idle moment, and no more at once than allowed", async () => {
  const { whenIdle, idle } = createBrowser();
  const queue = createIdleQueue({ atOnce: 2, whenIdle });
  const begun: number[] = [];
  const gates = [1, 2, 3].map((id) => {
    const gate = Promise.withResolvers<void>();
    queue.add(() => {
      begun.push(id);
      return gate.promise;
    });
    return gate;
  });
  expect(begun).toEqual([]);
  await idle();
  expect(begun).toEqual([1]);
  await idle();
  await idle();
  expect(begun).toEqual([1, 2]);
  gates[0]?.resolve();
  await idle();
  await idle();
  expect(begun).toEqual([1, 2, 3]);
});

test("a task that was taken back does not begin, and one that fails holds nothing up", async () => {
  const { whenIdle, idle } = createBrowser();
  const queue = createIdleQueue({ atOnce: 1, whenIdle });
  const begun: string[] = [];
  queue.add(() => Promise.reject(new Error("no history")));
  queue.add(async () => void begun.push("taken back"))();
  queue.add(async () => void begun.push("wanted"));
  for (let moment = 0; moment < 4; moment += 1) await idle();
  expect(begun).toEqual(["wanted"]);
  queue.add(async () => void begun.push("later"));
  for (let moment = 0; moment < 2; moment += 1) await idle();
  expect(begun).toEqual(["wanted", "later"]);
});

test("a task that is under way learns that it is not wanted any more", async () => {
  const { whenIdle, idle } = createBrowser();
  const queue = createIdleQueue({ atOnce: 1, whenIdle });
  let given: AbortSignal | undefined;
  const takeBack = queue.add((signal) => {
    given = signal;
    return new Promise(() => {});
  });
  await idle();
  takeBack();
  expect(given?.aborted).toBe(true);
});
