import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";

/** Whoever takes nothing for this long is gone, as far as an export under way is concerned, ms. */
const stalledMs = 60_000;

/** A cell; null: empty. */
export type CsvCell = string | number | null;

/**
 * Answers a CSV file (RFC 4180, UTF-8 with BOM, since spreadsheets take it for Latin otherwise), as fast as the caller
 * takes it. Text that a spreadsheet would run as a formula is prefixed with an apostrophe. `fileName` is plain ASCII.
 */
export async function answerCsv(
  response: Response,
  fileName: string,
  columns: readonly string[],
  rows: AsyncGenerator<CsvCell[]>,
): Promise<void> {
  const { stringify } = await import("csv-stringify");
  // What fails at once is still answered as a problem.
  const first = await rows.next();
  response.set({
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${fileName}"`,
    "cache-control": "no-store",
  });
  const format = stringify({
    header: true,
    columns: [...columns],
    bom: true,
    escape_formulas: true,
    record_delimiter: "windows",
    quoted_match: /[\r\n]/,
    cast: { string: (text) => defused(text) },
  });
  // Else a reader that stands still would hold what it reads from for as long as it likes.
  response.setTimeout(stalledMs, () => response.destroy());
  try {
    await pipeline(Readable.from(startingWith(first, rows)), format, response);
  } catch (error) {
    // The caller has gone; nobody is left to be told.
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}

/**
 * A spreadsheet that splits at semicolons, tabs or line breaks would run what follows them as a formula, too. The first
 * character of a cell is the library's business.
 */
function defused(text: string): string {
  return text.replaceAll(/([;\t\r\n]\s*)(?=[=+\-@])/g, "$1'");
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
