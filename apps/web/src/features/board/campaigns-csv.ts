import type { Campaign } from "@cruiseboard/contract";
import papaparse from "papaparse";

const columns = [
  "sdkAppId",
  "campaignId",
  "label",
  "name",
  "agent",
  "state",
  "startTime",
  "endTime",
  "calledCallees",
  "totalCallees",
  "pacePerMinute",
  "requiredPacePerMinute",
  "etaEarliest",
  "etaLatest",
  "uncalledAtClose",
  "attention",
  "observedAt",
] as const;

/** As the server's own table of the board: RFC 4180, UTF-8 with BOM, formulas defused; unknown is empty. */
export function campaignsCsv(campaigns: readonly Campaign[]): string {
  const rows = campaigns.map((campaign) => ({
    ...campaign,
    etaEarliest: campaign.eta?.earliest,
    etaLatest: campaign.eta?.latest,
    attention: campaign.attention.map(({ kind }) => kind).join(" "),
  }));
  return `\uFEFF${papaparse.unparse(rows, { columns: [...columns], escapeFormulae: true })}\r\n`;
}
