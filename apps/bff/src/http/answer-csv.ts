import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type CampaignKey, csvRow } from "@cruiseboard/contract";
import { stringify } from "csv-stringify";
import type { Response } from "express";
import type { Scope } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import { toInstant, toInstantOrNull } from "../campaigns/instant.ts";
import { stateOf } from "../campaigns/observation.ts";
import type { CampaignHistory, HistoryQuery } from "../records/campaign-history.ts";

/** A download that accepts no data for this long is cut off. */
const stalledMs = 60_000;

type Rows = AsyncIteratorObject<object, void> | IteratorObject<object, void>;

/** RFC 4180 in UTF-8, with a BOM for spreadsheets and formulas defused by an apostrophe. Null is an empty cell. `file`: its name, plain ASCII. */
export async function answerCsv(response: Response, file: string, columns: readonly string[], rows: Rows) {
  // An error before the first row is still answered as a problem.
  const first = await rows.next();
  response.set({
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${file}"`,
    "cache-control": "no-store",
  });
  const format = stringify({
    header: true,
    columns: [...columns],
    bom: true,
    escape_formulas: true,
    record_delimiter: "windows",
    quoted_match: /[\r\n]/,
    // Spreadsheets that split at semicolons, tabs or line breaks run formulas there, too; the option escapes a cell's start.
    cast: { string: (text) => text.replaceAll(/([;\t\r\n]\s*)(?=[=+\-@])/g, "$1'") },
  });
  response.setTimeout(stalledMs, () => response.destroy());
  try {
    await pipeline(Readable.from(startingWith(first, rows)), format, response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}

async function* startingWith(first: IteratorResult<object>, rest: Rows): AsyncGenerator<object> {
  if (!first.done) yield first.value;
  yield* rest;
}

/** Lazily, from the campaigns as they are at the first row. */
export function* campaignRows(board: Board, scope: Scope): Generator<object, undefined> {
  for (const { shown } of board.rows(scope)) yield csvRow(scope.mask.apply(shown));
}

/** `unobservedSince`: start of the gap in observation before this row. */
export const historyColumns = ["at", "called", "total", "state", "stateCode", "unobservedSince"];

export async function* historyRows(history: CampaignHistory, key: CampaignKey, query: HistoryQuery) {
  for await (const page of history.everySample(key, query))
    for (const sample of page)
      yield {
        ...sample,
        at: toInstant(sample.at),
        state: stateOf(sample.stateCode),
        unobservedSince: toInstantOrNull(sample.unobservedSince),
      };
}

/** The page imports the same columns. */
export const watchListColumns = ["sdkAppId", "campaignId", "label"];
