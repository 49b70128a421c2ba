import { PassThrough } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Response } from "express";
import { expect, test, vi } from "vitest";
import { answerCsv } from "./answer-csv.ts";

/** A response without a reader, and a way to let it time out. */
function unreadResponse() {
  let stalled: (() => void) | undefined;
  const response = Object.assign(new PassThrough({ highWaterMark: 1000 }), {
    set: vi.fn<(headers: Record<string, string>) => void>(),
    setTimeout: (_ms: number, callback: () => void) => void (stalled = callback),
  });
  return { response: response as unknown as Response, stall: () => stalled?.() };
}

test("formulas are defused at the start of a cell and wherever a spreadsheet may begin another one", async () => {
  const response = Object.assign(new PassThrough(), { set: () => undefined, setTimeout: () => undefined });
  const texts = ["=1+1", "a;=1+1", "a;\t @x", "a\n+1", "a\r\n-1", "a; b=c", "x@y.example"];
  await answerCsv(response as unknown as Response, "x.csv", ["text"], rowsOf(texts));
  const text = String(response.read());
  expect(text.replace("\uFEFF", "").split("\r\n").slice(1, 4)).toEqual(["'=1+1", "a;'=1+1", "a;\t '@x"]);
  expect(text).toContain("a\n'+1");
  expect(text).toContain("a\r\n'-1");
  expect(text).toContain("a; b=c");
  expect(text).toContain("x@y.example");
});

test("a reader that stands still is given up, and what was read for it is closed", async () => {
  const { response, stall } = unreadResponse();
  let read = 0;
  const closed = vi.fn<() => void>();
  async function* rows(): AsyncGenerator<object, undefined> {
    try {
      for (; ; read += 1) yield [read, "x".repeat(100)];
    } finally {
      closed();
    }
  }
  const answered = answerCsv(response, "history.csv", ["n", "text"], rows());
  while (!response.writableNeedDrain) await nextTurn();
  expect(closed).not.toHaveBeenCalled();
  stall();
  await answered;
  expect(response.destroyed).toBe(true);
  expect(closed).toHaveBeenCalledOnce();
  expect(read).toBeLessThan(10_000);
});

async function* rowsOf(texts: readonly string[]): AsyncGenerator<object, undefined> {
  for (const text of texts) yield [text];
}
