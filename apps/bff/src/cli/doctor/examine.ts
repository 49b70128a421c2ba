import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import type { CampaignKey } from "@cruiseboard/contract";
import { namesKey } from "../../config/accounts-config.ts";
import { type Config, ConfigError, loadConfig } from "../../config/config.ts";
import type { Environment } from "../../config/environment.ts";
import { unencryptedAddresses } from "../../config/unencrypted.ts";
import { isPageBuilt } from "../../http/page.ts";
import { checkAccess } from "./check-access.ts";
import { checkAccounts } from "./check-accounts.ts";
import { checkDataFolder, checkPostgres } from "./check-database.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { bad, type Finding, good, note } from "./finding.ts";

export interface Examination {
  readonly environment: Environment;
  /** One of the operator's own, to be asked for; null: none was named. */
  readonly campaign: CampaignKey | null;
  /** Where the built page lies, if elsewhere. */
  readonly pageFolder?: string;
}

/** Looks at everything that the backend needs, one after the other, and changes nothing. */
export async function* examine(examination: Examination): AsyncGenerator<Finding, void, undefined> {
  const { environment, campaign, pageFolder } = examination;
  const { findings, config, hasKey } = checkConfiguration(environment);
  yield* findings;
  yield checkPage(pageFolder);
  if (config === null) return yield note("The rest", "not looked at before the configuration can be used");
  yield await checkAddress(config);
  yield* await checkDatabase(config);
  yield* checkAccounts(hasKey ? config.accounts : [], { campaign, environment });
  if (!hasKey) yield* await checkEndpoint(config.accounts[0].endpoint, environment);
  yield* await checkAccess(config);
  for (const { source, says, risk } of unencryptedAddresses(config))
    yield note("Encryption", `${source}: ${says}`, risk);
}

function checkDatabase(config: Config): Promise<readonly Finding[]> | readonly Finding[] {
  if (config.databaseUrl === null) return checkDataFolder(config);
  return checkPostgres(config.databaseUrl, config.mode === "demo" ? "cruiseboard_demo" : "cruiseboard");
}

interface CheckedConfiguration {
  readonly findings: readonly Finding[];
  /** null: it cannot be used. */
  readonly config: Config | null;
  /** Whether there is a key to try; without one, everything else can still be looked at. */
  readonly hasKey: boolean;
}

const readableByAll = 0o004;

/** Reads the environment as the backend does. */
function checkConfiguration(environment: Environment): CheckedConfiguration {
  const hasKey = namesKey(environment);
  try {
    const config = loadConfig(hasKey ? environment : withoutKey(environment));
    return {
      config,
      hasKey,
      findings: [
        good("Configuration", "every variable can be used"),
        ...accountsFileFinding(environment["CCC_ACCOUNTS_FILE"]?.trim()),
        ...keyFinding(hasKey),
      ],
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.problems.map((problem) =>
      bad("Configuration", problem, "Change this variable; README.md lists them all."),
    );
    return { config: null, hasKey, findings: [...findings, ...keyFinding(hasKey)] };
  }
}

function withoutKey(environment: Environment): Environment {
  return { ...environment, TENCENTCLOUD_SECRET_ID: "none", TENCENTCLOUD_SECRET_KEY: "none" };
}

/** Others who use this machine need not read keys; in a container there are none, and secrets often readable by all. */
function accountsFileFinding(path: string | undefined): readonly Finding[] {
  if (!path || (statSync(path).mode & readableByAll) === 0) return [];
  if (!/"(secretKey|sessionToken)"/.test(readFileSync(path, "utf8"))) return [];
  return [
    note(
      "Accounts file",
      "it holds keys, and every user of this machine can read it",
      "chmod 0600, unless it is a secret mounted into a container.",
    ),
  ];
}

function keyFinding(hasKey: boolean): readonly Finding[] {
  if (hasKey) return [];
  return [
    bad(
      "Key",
      "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set, so that npm start shows a demo",
      "Make a key that may do nothing but ccc:DescribeAgentCruiseDialingCampaign (docs/operating.md has the policy) and set both, or both with _FILE.",
    ),
  ];
}

const answerWithinMs = 3000;

/** Whether the backend could listen where it is told to. */
async function checkAddress({ host, port }: Pick<Config, "host" | "port">): Promise<Finding> {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const code = await tryToListen(host, port);
  if (code === null) return good("Address", `${address} is free`);
  if (code === "EADDRINUSE") {
    return (await isCruiseboard(host, port))
      ? good("Address", `a Cruiseboard serves ${address}`)
      : bad("Address", `${address} is in use by another program`, "Set another PORT, or stop that program.");
  }
  if (code === "EACCES")
    return bad(
      "Address",
      `this user may not listen on ${address}`,
      "Ports below 1024 need a privilege: set PORT to 8080 and let the proxy in front listen on 443.",
    );
  return bad(
    "Address",
    `nobody can listen on ${address} here (${code})`,
    "Set HOST to an address of this machine.",
  );
}

/** null: it can be done; else why not. */
async function tryToListen(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown error";
  } finally {
    server.close();
  }
}

async function isCruiseboard(host: string, port: number): Promise<boolean> {
  const wildcard: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };
  const name = wildcard[host] ?? (host.includes(":") ? `[${host}]` : host);
  try {
    const response = await fetch(`http://${name}:${port}/healthz`, {
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const body = (await response.json()) as { status?: unknown };
    return body.status === "ok";
  } catch {
    return false;
  }
}

/** @param folder where the built page lies, if elsewhere. */
function checkPage(folder?: string): Finding {
  return isPageBuilt(folder)
    ? good("Page", "built")
    : bad("Page", "not built", "Run npm run build; npm start does so by itself.");
}
