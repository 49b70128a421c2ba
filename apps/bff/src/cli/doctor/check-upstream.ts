import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import * as ccc from "@cruiseboard/ccc-client";
import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { agentsByAccount, sameAccount } from "../../campaigns/agent-status.ts";
import { systemClock } from "../../clock.ts";
import { type Account, accountOf, type Credentials } from "../../config/account.ts";
import type { Config } from "../../config/config.ts";
import { createCorrectedClock } from "../../corrected-clock.ts";
import { classifyError } from "../../polling/observe-campaign.ts";
import { createUpstreamClock } from "../../polling/upstream-clock.ts";
import { bad, type Finding, type Findings, good, note } from "./finding.ts";

const remedies = {
  application: "Add it to the sdkAppIds of its account in the accounts file.",
  name: "Check the spelling of CCC_ENDPOINT and this machine's DNS.",
  certificate:
    "Its certificate is not trusted: if your network inspects TLS, name its authority's file in NODE_EXTRA_CA_CERTS; never turn the check off.",
  port: "Nothing listens there: check the port of CCC_ENDPOINT, and the forwarder that it may name.",
  encryption:
    "It answers, but not in TLS: check the port of CCC_ENDPOINT, and whether it has to begin with http://.",
  firewall: "Let this machine open connections to that host and port; check the firewall.",
  ids: "Copy application and campaign id anew from the console.",
  otherAccounts:
    "Compare the campaign's agent with the accounts in the console: the status of one who is not listed there stays unknown.",
  agents: "Allow ccc:DescribeStaffStatusMetrics to see whether agents are away, or set CCC_AGENT_STATUS=off.",
  clock: "Turn on time synchronisation (timedatectl set-ntp true).",
} as const;

type CheckedConfig = Pick<Config, "accounts" | "proxies" | "observesAgents">;

/** Each endpoint once, then the key of each account. `campaign`: one to observe; null: none was named. */
export async function* checkAccounts(config: CheckedConfig, campaign: CampaignKey | null): Findings {
  const { accounts, proxies } = config;
  const hasSeveral = accounts.length > 1;
  for (const sharing of Map.groupBy(accounts, ({ endpoint }) => endpoint.origin).values()) {
    const [first] = sharing;
    let isReachable = true;
    for await (const finding of first ? checkEndpoint(first.endpoint, proxies) : []) {
      isReachable &&= finding.mark !== "bad";
      yield finding;
    }
    for (const account of sharing) {
      const own = hasSeveral && campaign && accountOf([account], campaign) === null ? null : campaign;
      const { keys } = account;
      const check = (key: Credentials) => checkKey(key, account, own, config);
      const findings = isReachable
        ? (await Promise.all(keys.map(check))).flatMap((found, index) => {
            if (keys.length === 1) return found;
            const named = found.map((one) => ({ ...one, says: `key ${index + 1}: ${one.says}` }));
            return named.filter(({ subject }) => index === 0 || subject !== "Clock");
          })
        : [note("Key", "not tried: the endpoint cannot be reached")];
      for (const finding of findings) {
        if (finding.subject !== "Clock")
          yield hasSeveral ? { ...finding, says: `${account.name}: ${finding.says}` } : finding;
        // Accounts of one endpoint share its clock.
        else if (account === first) yield finding;
      }
    }
  }
  if (hasSeveral && campaign && accountOf(accounts, campaign) === null)
    yield bad("Campaign", `no account holds application ${campaign.sdkAppId}`, remedies.application);
}

const connectTimeoutMs = 5000;

export async function* checkEndpoint(endpoint: URL, proxies: ccc.Proxies | null): Findings {
  const connection = await checkConnection(endpoint, proxies);
  const host = endpoint.hostname.replace(/^\[|\]$/g, "");
  const name = connection.subject === "Proxy" || isIP(host) !== 0 ? null : await checkName(host);
  if (name) yield name;
  if (name?.mark !== "bad") yield connection;
}

const proxyRemedies = {
  unreachable: "Check the address in HTTPS_PROXY, and that the proxy runs and accepts this machine.",
  credentials: "Check the user and the password in HTTPS_PROXY; special characters are percent-encoded.",
  refused: "Let the proxy's administrator allow CONNECT to this host and port.",
  target:
    "The proxy works, the way behind it does not: check the host in CCC_ENDPOINT, and the proxy's network.",
} as const;

/** Any answer shows that all hops work. Its subject is the proxy, unless there is none or NO_PROXY excepts the endpoint. */
async function checkConnection(endpoint: URL, proxies: ccc.Proxies | null): Promise<Finding> {
  const { origin, protocol } = endpoint;
  const connections = ccc.openConnections(1, connectTimeoutMs, proxies);
  try {
    const signal = AbortSignal.timeout(connectTimeoutMs);
    await (await connections.dispatcher.request({ origin, path: "/", method: "HEAD", signal })).body.dump();
    const how = protocol === "https:" ? " with a valid certificate" : "";
    return connections.isProxied()
      ? good("Proxy", `${origin} through a proxy: connected`)
      : good("Connection", `${origin} accepts connections${how}`);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    const reason = name === "TimeoutError" ? "no answer" : (code ?? "unknown error");
    if (!connections.isProxied())
      return bad("Connection", `${origin} cannot be reached (${reason})`, connectionRemedy(reason));
    const fault = ccc.proxyFaultOf(error, endpoint, proxies);
    const remedy = fault ? proxyRemedies[fault.kind] : connectionRemedy(reason);
    return bad("Proxy", `${origin} through a proxy: ${fault?.says ?? reason}`, remedy);
  } finally {
    await connections.close();
  }
}

async function checkName(host: string): Promise<Finding> {
  try {
    const addresses = await lookup(host, { all: true });
    return good("Name", `${host} is ${addresses.map(({ address }) => address).join(", ")}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return bad("Name", `${host} has no address (${code})`, remedies.name);
  }
}

function connectionRemedy(code: string): string {
  if (/CERT|SIGNATURE|ISSUER|SELF_SIGNED/.test(code)) return remedies.certificate;
  if (/^ERR_SSL|^EPROTO/.test(code)) return remedies.encryption;
  return code === "ECONNREFUSED" ? remedies.port : remedies.firewall;
}

const callTimeoutMs = 10_000;
/** TC3 refuses signatures that are five minutes off. */
const refusedSkewMs = 300_000;
const noteworthySkewMs = 60_000;

/** One signed call shows key, permission and clock. Without a campaign, "no such campaign" proves the key, too. */
async function checkKey(
  credentials: Credentials,
  { endpoint, sdkAppIds }: Account,
  campaign: CampaignKey | null,
  { proxies, observesAgents }: CheckedConfig,
): Promise<readonly Finding[]> {
  const [sdkAppId = 1_400_000_000] = sdkAppIds ?? [];
  const key = campaign ?? { sdkAppId, campaignId: 1 };
  const client = ccc.createCccClient({ endpoint, credentials, timeoutMs: callTimeoutMs, proxies });
  // Of an application that is known to be theirs.
  const seesAgents = observesAgents && (campaign ?? sdkAppIds) !== null;
  const agents = (agent: string | null) => (seesAgents ? checkAgents(client, key.sdkAppId, agent) : []);
  try {
    const answer = await client.describeAgentCruiseDialingCampaign(key);
    const says = `accepted; campaign ${campaignPath(key)} is ${JSON.stringify(answer.facts.name)}`;
    return [good("Key", says), ...checkClock(answer.serverDate), ...(await agents(answer.facts.agent))];
  } catch (error) {
    if (!(error instanceof ccc.CccError)) throw error;
    const isAccepted = classifyError(error) === "notFound";
    const findings = [refused(key, campaign !== null, error), ...checkClock(error.serverDate)];
    return isAccepted ? [...findings, ...(await agents(null))] : findings;
  } finally {
    await client.close();
  }
}

function refused(key: CampaignKey, wasNamed: boolean, error: ccc.CccError): Finding {
  const request = error.requestId === null ? "" : `, request ${error.requestId}`;
  const words = `${error.message} (${error.code}${request})`;
  const name = campaignPath(key);
  const fault = classifyError(error);
  if (fault === "notFound")
    return wasNamed
      ? bad("Campaign", `${name}: ${words}`, remedies.ids)
      : good(
          "Key",
          "accepted (tried with a campaign that need not exist; for one of yours: npm run doctor -- SDKAPPID/CAMPAIGNID)",
        );
  const remedy = remedyFor(error.code);
  if (fault === "throttled") return note("Key", `not tried: ${words}`, remedy);
  if (fault === "permission" && !wasNamed)
    return bad(
      "Permission",
      `${name}: ${words}`,
      `${remedy} If ${key.sdkAppId} is not one of your applications, name one of your campaigns: npm run doctor -- SDKAPPID/CAMPAIGNID`,
    );
  return bad(fault === "permission" ? "Permission" : "Key", words, remedy);
}

/** Without this permission all else works. `agent`: of the campaign that was named. */
async function checkAgents(client: ccc.CccClient, sdkAppId: number, agent: string | null) {
  try {
    const { facts } = await client.describeStaffStatusMetrics({ sdkAppId });
    const says = `the statuses of ${facts.agents.length} agents of ${sdkAppId} can be read`;
    return agent === null || agentsByAccount(facts.agents).has(sameAccount(agent))
      ? [good("Agents", says)]
      : [note("Agents", `${says}, but the campaign's agent is not among them`, remedies.otherAccounts)];
  } catch (error) {
    if (!(error instanceof ccc.CccError)) throw error;
    const remedy =
      classifyError(error) === "permission"
        ? remedies.agents
        : "Run this again; campaigns do not depend on it.";
    return [note("Agents", `their statuses cannot be read: ${error.message} (${error.code})`, remedy)];
  }
}

function checkClock(serverDate: number | null): readonly Finding[] {
  const clock = createUpstreamClock(createCorrectedClock(systemClock));
  clock.observed(serverDate, true);
  if (clock.skewMs === null) return [];
  const seconds = Math.abs(clock.skewMs) / 1000;
  const words = `this machine's clock is ${seconds} s ${clock.skewMs > 0 ? "behind" : "ahead of"} the upstream's`;
  if (Math.abs(clock.skewMs) < noteworthySkewMs) return [good("Clock", "right to the minute")];
  if (Math.abs(clock.skewMs) < refusedSkewMs)
    return [note("Clock", `${words}; five minutes are refused`, remedies.clock)];
  return [bad("Clock", `${words}, and five minutes are refused`, remedies.clock)];
}

const permissionRemedy =
  "Allow the sub-account ccc:DescribeAgentCruiseDialingCampaign on this application (docs/operating.md has the policy).";

/** By prefix of the upstream's code, the longest first. */
const remediesByPrefix: Readonly<Record<string, string>> = {
  "AuthFailure.SecretIdNotFound":
    "The id is unknown there: mistyped, deleted, disabled, or of the other site (China: ccc.tencentcloudapi.com, international: ccc.intl.tencentcloudapi.com in CCC_ENDPOINT).",
  "AuthFailure.SignatureFailure":
    "The secret key does not belong to the secret id: copy both anew. A proxy that changes the Host header or the body causes this, too.",
  "AuthFailure.SignatureExpire":
    "This machine's clock is wrong: turn on time synchronisation (timedatectl set-ntp true).",
  "AuthFailure.TokenFailure":
    "TENCENTCLOUD_SESSION_TOKEN has expired or belongs to another key (of an accounts file: its sessionToken): fetch temporary credentials anew.",
  "AuthFailure.MFAFailure": "The key needs a second factor: use a key of a sub-account made for Cruiseboard.",
  "AuthFailure.UnauthorizedOperation": permissionRemedy,
  AuthFailure: "Copy the key anew, and check in the console that it is enabled.",
  UnauthorizedOperation: permissionRemedy,
  RequestLimitExceeded:
    "Other programs use the account's limit: give Cruiseboard its share in CCC_REQUESTS_PER_SECOND, or in the account's requestsPerSecond.",
  "ClientError.Timeout":
    "The host accepts connections but does not answer: check the proxy or firewall in between.",
  "ClientError.BadResponse":
    "Something else answers there: check CCC_ENDPOINT, and whether a proxy has a sign-in page.",
  ClientError: "Check the network between this machine and the endpoint.",
  InternalError:
    "A fault of the upstream's: run this again; if it persists, give Tencent's support the request id.",
};

function remedyFor(code: string): string {
  const known = Object.entries(remediesByPrefix).find(([prefix]) => code.startsWith(prefix));
  return known?.[1] ?? "Run this again; if it persists, report it with the code and the request id.";
}
