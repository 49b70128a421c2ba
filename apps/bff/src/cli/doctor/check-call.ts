import { type CccAnswer, CccError, createCccClient } from "@cruiseboard/ccc-client";
import type { CampaignKey } from "@cruiseboard/contract";
import { systemClock } from "../../clock.ts";
import type { Account } from "../../config/account.ts";
import { createCorrectedClock } from "../../corrected-clock.ts";
import { classifyError } from "../../polling/look-at-campaign.ts";
import { createUpstreamClock } from "../../polling/upstream-clock.ts";
import { remedyFor } from "./explain-refusal.ts";
import { bad, type Finding, good, note } from "./finding.ts";

/** The backend waits for 5 s; here nobody else waits, ms. */
const timeoutMs = 10_000;
/** TC3 accepts five minutes, ms; from one on it is worth a word. */
const refusedFromMs = 300_000;
const noteworthyMs = 60_000;

/**
 * One signed call, which shows key, permission and clock at once. `campaign`: one that the operator named; null: any
 * will do, since even "no such campaign" is said to valid keys alone.
 */
export async function checkCall(account: Account, campaign: CampaignKey | null): Promise<readonly Finding[]> {
  const { endpoint, credentials, sdkAppIds } = account;
  const [sdkAppId = 1_400_000_000] = sdkAppIds ?? [];
  const key = campaign ?? { sdkAppId, campaignId: 1 };
  const client = createCccClient({ endpoint, credentials, timeoutMs });
  try {
    const answer = await client.describeAgentCruiseDialingCampaign(key);
    return [answered(key, answer), ...clockFinding(answer.serverDate)];
  } catch (error) {
    if (!(error instanceof CccError)) throw error;
    return [refused(key, campaign !== null, error), ...clockFinding(error.serverDate)];
  } finally {
    await client.close();
  }
}

function answered({ sdkAppId, campaignId }: CampaignKey, { facts }: CccAnswer): Finding {
  return good("Key", `accepted; campaign ${sdkAppId}/${campaignId} is ${JSON.stringify(facts.name)}`);
}

function refused({ sdkAppId, campaignId }: CampaignKey, wasNamed: boolean, error: CccError): Finding {
  const request = error.requestId === null ? "" : `, request ${error.requestId}`;
  const words = `${error.message} (${error.code}${request})`;
  const name = `${sdkAppId}/${campaignId}`;
  const fault = classifyError(error);
  if (fault === "notFound")
    return wasNamed
      ? bad("Campaign", `${name}: ${words}`, "Copy application and campaign id anew from the console.")
      : good(
          "Key",
          "accepted (asked for a campaign that need not exist; to ask for yours: npm run doctor -- SDKAPPID/CAMPAIGNID)",
        );
  const remedy = remedyFor(error.code);
  if (fault === "throttled") return note("Key", `not tried: ${words}`, remedy);
  if (fault === "permission" && !wasNamed)
    return bad(
      "Permission",
      `${name}: ${words}`,
      `${remedy} If ${sdkAppId} is none of your applications, name one of your campaigns: npm run doctor -- SDKAPPID/CAMPAIGNID`,
    );
  return bad(fault === "permission" ? "Permission" : "Key", words, remedy);
}

/** Nothing if no answer told the time. */
function clockFinding(serverDate: number | null): readonly Finding[] {
  const clock = createUpstreamClock(createCorrectedClock(systemClock));
  clock.observed(serverDate, true);
  if (clock.skewMs === null) return [];
  const seconds = Math.abs(clock.skewMs) / 1000;
  const words = `this machine's clock is ${seconds} s ${clock.skewMs > 0 ? "behind" : "ahead of"} the upstream's`;
  const remedy = "Turn on time synchronisation (timedatectl set-ntp true).";
  if (Math.abs(clock.skewMs) < noteworthyMs) return [good("Clock", "right to the minute")];
  if (Math.abs(clock.skewMs) < refusedFromMs)
    return [note("Clock", `${words}; five minutes are refused`, remedy)];
  return [bad("Clock", `${words}, and five minutes are refused`, remedy)];
}
