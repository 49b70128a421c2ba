import { expect, test } from "vitest";
import { createIdleQueue } from "./idle-queue.ts";

const wanted = new AbortController().signal;

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
    void queue.run(wanted, () => {
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
  const begin = (name: string) => async () => begun.push(name);
  const failing = queue.run(wanted, () => Promise.reject(new Error("no history")));
  const takenBack = new AbortController();
  const unwanted = queue.run(takenBack.signal, begin("taken back"));
  void queue.run(wanted, begin("wanted"));
  takenBack.abort(new Error("out of sight"));
  await expect(unwanted).rejects.toThrow("out of sight");
  const failed = failing.catch((error: unknown) => error);
  for (let moment = 0; moment < 4; moment += 1) await idle();
  expect(await failed).toEqual(new Error("no history"));
  expect(begun).toEqual(["wanted"]);
  void queue.run(wanted, begin("later"));
  for (let moment = 0; moment < 2; moment += 1) await idle();
  expect(begun).toEqual(["wanted", "later"]);
});
