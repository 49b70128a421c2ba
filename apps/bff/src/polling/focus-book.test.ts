import { describe, expect, it } from "vitest";
import { createFocusBook } from "./focus-book.ts";

function countingBook() {
  const counts = new Map<string, number>();
  const book = createFocusBook((id, difference) => counts.set(id, (counts.get(id) ?? 0) + difference));
  const shown = () => Object.fromEntries([...counts].filter(([, count]) => count !== 0));
  return { book, shown };
}

describe("focus book", () => {
  it("counts the pages that show a campaign", () => {
    const { book, shown } = countingBook();
    book.put("one", ["a", "b"], 0);
    book.put("other", ["b", "b"], 0);
    expect(shown()).toEqual({ a: 1, b: 2 });
  });

  it("replaces what a page said before", () => {
    const { book, shown } = countingBook();
    book.put("one", ["a", "b"], 0);
    book.put("one", ["c"], 10);
    expect(shown()).toEqual({ c: 1 });
    book.put("one", [], 20);
    expect(shown()).toEqual({});
  });

  it("lapses after half a minute, the renewed ones later", () => {
    const { book, shown } = countingBook();
    book.put("one", ["a"], 0);
    book.put("other", ["b"], 0);
    book.put("one", ["a"], 20_000);
    book.sweep(29_999);
    expect(shown()).toEqual({ a: 1, b: 1 });
    book.sweep(30_000);
    expect(shown()).toEqual({ a: 1 });
    book.sweep(50_000);
    expect(shown()).toEqual({});
  });
});
