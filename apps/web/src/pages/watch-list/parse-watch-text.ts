import { watchListLimits } from "@cruiseboard/contract";
import papaparse from "papaparse";
import { parseKey } from "../../domain/campaign-key.ts";

/** `sdkAppId` null: of the form's application. */
export interface NamedCampaign {
  readonly sdkAppId: number | null;
  readonly campaignId: number;
  readonly label: string | null;
}

interface NamedCampaigns {
  readonly campaigns: readonly NamedCampaign[];
  readonly fault: IdFault | null;
}

/**
 * Reads ids and ranges; `application/campaign`; links to the console or to a board; or a table (CSV or tabs) with a
 * column `campaignId`, such as the exported watch list.
 */
export function parseWatchText(text: string): NamedCampaigns {
  const { campaigns, fault } = readTable(text) ?? readWords(text);
  const distinct = new Map(campaigns.map((named) => [`${named.sdkAppId}/${named.campaignId}`, named]));
  return { campaigns: [...distinct.values()], fault };
}

/** Column names, without case, blanks and underscores. */
const columns = {
  application: ["sdkappid", "appid", "application", "应用id", "应用"],
  campaign: ["campaignid", "id", "campaign", "任务id", "任务"],
  label: ["label", "标签"],
} as const;

/** null: it has no column of campaigns. */
function readTable(text: string): NamedCampaigns | null {
  const [first = ""] = text.trimStart().split(/\r?\n/, 1);
  const delimiter = ["\t", ";"].find((each) => first.includes(each)) ?? ",";
  const { data } = papaparse.parse<string[]>(text.trim(), { delimiter, skipEmptyLines: "greedy" });
  const [head = [], ...rows] = data;
  const names = head.map((cell) => cell.replaceAll(/[\s"_-]/g, "").toLowerCase());
  const placeOf = (known: readonly string[]) => names.findIndex((name) => known.includes(name));
  const place = { application: placeOf(columns.application), campaign: placeOf(columns.campaign) };
  if (place.campaign < 0) return null;
  const campaigns: NamedCampaign[] = [];
  for (const row of rows) {
    const cell = (index: number) => row[index]?.trim() || null;
    const [application, campaign] = [cell(place.application), cell(place.campaign)];
    const key = parseKey(application ?? "1", campaign ?? "");
    if (key === null) return { campaigns, fault: { kind: "number", token: campaign ?? application ?? "" } };
    campaigns.push({
      sdkAppId: application === null ? null : key.sdkAppId,
      campaignId: key.campaignId,
      label: cell(placeOf(columns.label)),
    });
    if (campaigns.length > mostIds) return { campaigns, fault: { kind: "many", token: "" } };
  }
  return { campaigns, fault: null };
}

function readWords(text: string): NamedCampaigns {
  const whole: NamedCampaign[] = [];
  const rest: string[] = [];
  for (const word of text.split(/[\s,;，；]+(?=\S)/)) {
    const key = keyInLink(word.trim()) ?? keyInPath(word.trim());
    if (key) whole.push({ ...key, label: null });
    else rest.push(word);
  }
  const { ids, fault } = parseCampaignIds(rest.join(" "));
  const plain = ids.map((campaignId) => ({ sdkAppId: null, campaignId, label: null }));
  return { campaigns: [...whole, ...plain], fault };
}

/** `1400000000/2569`, as copied from the board. */
function keyInPath(word: string) {
  const match = /^(\d+)\/(\d+)$/.exec(word.normalize("NFKC"));
  return match && parseKey(match[1], match[2]);
}

const applicationParameters = ["sdkappid", "appid"];
const campaignParameters = ["campaignid", "taskid", "id"];

/** From the path (`…/campaigns/1400000000/2569`) or the parameters of a link, those after `#` included. */
function keyInLink(word: string) {
  if (!/^https?:\/\//i.test(word) || !URL.canParse(word)) return null;
  const { pathname, searchParams, hash } = new URL(word);
  const path = /\/campaigns\/(\d+)\/(\d+)/.exec(pathname + hash);
  if (path) return parseKey(path[1], path[2]);
  const parameters = [...searchParams, ...new URLSearchParams(hash.replace(/^[^?]*\??/, ""))];
  const valueOf = (names: readonly string[]) =>
    parameters.find(([name]) => names.includes(name.toLowerCase()))?.[1];
  return parseKey(valueOf(applicationParameters), valueOf(campaignParameters));
}

/** `token`: the faulty part of the text. */
interface IdFault {
  readonly kind: "number" | "range" | "many";
  readonly token: string;
}

/** As many as the server accepts at once. */
export const mostIds = watchListLimits.entriesPerRequest;

/** Reads `2569, 2571-2580`, with commas, semicolons or blanks, full-width ones included. */
export function parseCampaignIds(text: string): { ids: number[]; fault: IdFault | null } {
  const ids = new Set<number>();
  for (const token of tokens(text)) {
    const range = parseToken(token);
    if ("kind" in range) return { ids: [...ids], fault: range };
    if (range.last - range.first >= mostIds) return { ids: [...ids], fault: { kind: "many", token } };
    for (let id = range.first; id <= range.last; id += 1) ids.add(id);
    if (ids.size > mostIds) return { ids: [...ids], fault: { kind: "many", token } };
  }
  return { ids: [...ids], fault: null };
}

function tokens(text: string): string[] {
  return text
    .normalize("NFKC")
    .replaceAll(/\s*[-‐–—−~〜至]\s*/g, "-")
    .split(/[\s,;、]+/)
    .filter(Boolean);
}

function parseToken(token: string): { first: number; last: number } | IdFault {
  const match = /^(\d+)(?:-(\d+))?$/.exec(token);
  if (match === null) return { kind: "number", token };
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (![first, last].every((id) => Number.isSafeInteger(id) && id > 0)) return { kind: "number", token };
  return first <= last ? { first, last } : { kind: "range", token };
}
