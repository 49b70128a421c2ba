import type { Campaign } from "@cruiseboard/contract";
import type { Scope } from "../access/scope.ts";
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
