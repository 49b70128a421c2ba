import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Campaign, CampaignKey, WatchListEntry } from "@cruiseboard/contract";
import { stringify } from "csv-stringify";
import type { Response } from "express";
import type { Scope } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import { toInstant } from "../campaigns/instant.ts";
import { stateOf } from "../campaigns/observation.ts";
import type { CampaignHistory, HistoryQuery } from "../records/campaign-history.ts";

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

export const campaignColumns = [
  "sdkAppId",
  "campaignId",
  "label",
  "name",
  "agent",
  "state",
  "stateCode",
  "startTime",
  "endTime",
  "calledCallees",
  "totalCallees",
  "concurrency",
  "callOrder",
  "pacePerMinute",
  "requiredPacePerMinute",
  "etaEarliest",
  "etaLatest",
  "uncalledAtClose",
  "ending",
  "attention",
  "observedAt",
  "freshness",
  "requestId",
  "failureCode",
] as const;

/** One row a campaign in scope, in the board's order, as they stand at the first one. Unknown is empty. */
export async function* campaignRows(board: Board, scope: Scope): AsyncGenerator<CsvCell[]> {
  const campaigns = board.rows(scope).map(({ shown }) => shown);
  for (const campaign of campaigns) yield rowOf(scope.mask.apply(campaign));
}

function rowOf(campaign: Campaign): CsvCell[] {
  const cells: Record<(typeof campaignColumns)[number], CsvCell> = {
    ...campaign,
    etaEarliest: campaign.eta?.earliest ?? null,
    etaLatest: campaign.eta?.latest ?? null,
    attention: campaign.attention.map(({ kind }) => kind).join(" "),
    failureCode: campaign.failure?.code ?? null,
  };
  return campaignColumns.map((column) => cells[column]);
}

/** `unobservedSince`: from then until this row nobody could look; empty: there was no gap before it. */
export const historyColumns = ["at", "called", "total", "state", "stateCode", "unobservedSince"] as const;

/** Every sample of the range, in order of time. Unknown is empty. */
export async function* historyRows(
  history: CampaignHistory,
  key: CampaignKey,
  query: HistoryQuery,
): AsyncGenerator<CsvCell[]> {
  for await (const page of history.everySample(key, query))
    for (const { at, called, total, stateCode, unobservedSince } of page)
      yield [
        toInstant(at),
        called,
        total,
        stateOf(stateCode),
        stateCode,
        unobservedSince === null ? null : toInstant(unobservedSince),
      ];
}

/** As the page takes them in again. */
export const watchListColumns = ["sdkAppId", "campaignId", "label"] as const;

/** One row an entry, in the order in which they were added. */
export async function* watchListRows(entries: readonly WatchListEntry[]): AsyncGenerator<CsvCell[]> {
  for (const { sdkAppId, campaignId, label } of entries) yield [sdkAppId, campaignId, label];
}
