import { type CccAnswer, CccError, createCccClient } from "@cruiseboard/ccc-client";
import type { CampaignKey } from "@cruiseboard/contract";
import { systemClock } from "../../clock.ts";
import { type Account, accountOf } from "../../config/account.ts";
import type { Environment } from "../../config/environment.ts";
import { createCorrectedClock } from "../../corrected-clock.ts";
import { classifyError } from "../../polling/observe-campaign.ts";
import { createUpstreamClock } from "../../polling/upstream-clock.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { bad, type Finding, good, note } from "./finding.ts";

interface AccountsExamination {
  /** One of the operator's own, to be asked for; null: none was named. */
  readonly campaign: CampaignKey | null;
  readonly environment: Environment;
}

/** The way to each endpoint once, and each account's key. */
export async function* checkAccounts(
  accounts: readonly Account[],
  { campaign, environment }: AccountsExamination,
): AsyncGenerator<Finding, void, undefined> {
  const hasSeveral = accounts.length > 1;
  for (const sharing of Map.groupBy(accounts, ({ endpoint }) => endpoint.origin).values()) {
    const [first] = sharing;
    const way = first ? await checkEndpoint(first.endpoint, environment) : [];
    yield* way;
    const isOpen = !way.some(({ mark }) => mark === "bad");
    for (const account of sharing) {
      const own = hasSeveral && campaign && accountOf([account], campaign) === null ? null : campaign;
      const findings = isOpen
        ? await checkCall(account, own)
        : [note("Key", "not tried before the endpoint can be reached")];
      // The clocks are the same for all who share an endpoint.
      const telling = account === first ? findings : findings.filter(({ subject }) => subject !== "Clock");
      yield* hasSeveral ? telling.map((finding) => ofAccount(account, finding)) : telling;
    }
  }
  if (hasSeveral && campaign && accountOf(accounts, campaign) === null)
    yield bad(
      "Campaign",
      `no account holds application ${campaign.sdkAppId}`,
      "Add it to the sdkAppIds of its account in the accounts file.",
    );
}

function ofAccount({ name }: Account, finding: Finding): Finding {
  return finding.subject === "Clock" ? finding : { ...finding, says: `${name}: ${finding.says}` };
}

/** The backend waits for 5 s; here nobody else waits, ms. */
const timeoutMs = 10_000;
/** TC3 accepts five minutes, ms; from one on it is worth a word. */
const refusedFromMs = 300_000;
const noteworthyMs = 60_000;

/**
 * One signed call, which shows key, permission and clock at once. `campaign`: one that the operator named; null: any
 * will do, since even "no such campaign" is said to valid keys alone.
 */
async function checkCall(account: Account, campaign: CampaignKey | null): Promise<readonly Finding[]> {
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

/** By longest prefix first: what an operator does about a code of the upstream's. */
const remediesByPrefix: readonly (readonly [prefix: string, remedy: string])[] = [
  [
    "AuthFailure.SecretIdNotFound",
    "The id is not known there: mistyped, deleted, disabled, or of the other site (China: ccc.tencentcloudapi.com, international: ccc.intl.tencentcloudapi.com in CCC_ENDPOINT).",
  ],
  [
    "AuthFailure.SignatureFailure",
    "The secret key does not belong to the secret id: copy both anew. A proxy that changes the Host header or the body does this, too.",
  ],
  [
    "AuthFailure.SignatureExpire",
    "This machine's clock is wrong: turn on time synchronisation (timedatectl set-ntp true).",
  ],
  [
    "AuthFailure.TokenFailure",
    "TENCENTCLOUD_SESSION_TOKEN has expired or belongs to another key (of an accounts file: its sessionToken): fetch temporary credentials anew.",
  ],
  [
    "AuthFailure.MFAFailure",
    "The key asks for a second factor: use a key of a sub-account made for Cruiseboard.",
  ],
  [
    "AuthFailure.UnauthorizedOperation",
    "Allow the sub-account ccc:DescribeAgentCruiseDialingCampaign on this application (docs/operating.md has the policy).",
  ],
  ["AuthFailure", "Copy the key anew, and see in the console that it is enabled."],
  [
    "UnauthorizedOperation",
    "Allow the sub-account ccc:DescribeAgentCruiseDialingCampaign on this application (docs/operating.md has the policy).",
  ],
  [
    "RequestLimitExceeded",
    "Another program uses up the account's limit: give Cruiseboard its share in CCC_REQUESTS_PER_SECOND, or in the account's requestsPerSecond.",
  ],
  [
    "ClientError.Timeout",
    "The host takes connections but does not answer: look at the proxy or firewall in between.",
  ],
  [
    "ClientError.BadResponse",
    "Something else answers there: look at CCC_ENDPOINT, and at a proxy with a sign-in page of its own.",
  ],
  ["ClientError", "Look at the network between this machine and the endpoint."],
  [
    "InternalError",
    "A fault of the upstream's: run this again; if it stays, give Tencent's support the request id.",
  ],
];

function remedyFor(code: string): string {
  const known = remediesByPrefix.find(([prefix]) => code.startsWith(prefix));
  return known?.[1] ?? "Run this again; if it stays, report it with the code and the request id.";
}
