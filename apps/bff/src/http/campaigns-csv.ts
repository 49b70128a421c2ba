import type { Campaign } from "@cruiseboard/contract";
import type { Board } from "../board/board.ts";
import type { CsvCell } from "./answer-csv.ts";

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

/** One row a campaign, in the board's order, as they stand at the first one. Unknown is empty. */
export async function* campaignRows(board: Board): AsyncGenerator<CsvCell[]> {
  const fragments = Array.from(board.rows(), ({ json }) => json);
  for (const json of fragments) yield rowOf(JSON.parse(json) as Campaign);
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
