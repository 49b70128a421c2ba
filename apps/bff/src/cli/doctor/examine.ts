import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";
import type { CampaignKey } from "@cruiseboard/contract";
import { namesKey } from "../../config/accounts-config.ts";
import { type Config, ConfigError, loadConfig } from "../../config/config.ts";
import type { Environment } from "../../config/environment.ts";
import { connectThroughProxies } from "../../config/proxies.ts";
import { unencryptedAddresses } from "../../config/unencrypted.ts";
import type { WebhookConfig } from "../../config/webhook-config.ts";
import { isPageBuilt } from "../../http/page.ts";
import { dataFiles } from "../../store/data-folder.ts";
import { createTestMessage } from "../../webhooks/message-body.ts";
import { createSendMessage, webhookTimeoutMs } from "../../webhooks/send-message.ts";
import { checkAccess } from "./check-access.ts";
import { checkDataFolder, checkPostgres, isLocked } from "./check-database.ts";
import { checkAccounts, checkEndpoint } from "./check-upstream.ts";
import { bad, type Finding, type Findings, good, note } from "./finding.ts";

export interface Examination {
  readonly environment: Environment;
  readonly campaign: CampaignKey | null;
  /** Whether each receiver of webhooks gets a test message. */
  readonly triesWebhooks?: boolean;
  readonly pageFolder?: string;
}

export async function* examine(examination: Examination): Findings {
  const { environment, campaign, triesWebhooks = false, pageFolder } = examination;
  const hasKey = namesKey(environment);
  const config = yield* checkConfiguration(environment, hasKey);
  yield checkPage(environment, pageFolder);
  if (config === null) return yield note("The rest", "not checked: the configuration cannot be used");
  yield await checkAddress(config);
  if (config.databaseUrl === null) yield* checkDataFolder(config);
  else yield* checkPostgres(config.databaseUrl, config.mode === "demo" ? "cruiseboard_demo" : "cruiseboard");
  if (hasKey) yield* checkAccounts(config, campaign);
  else yield* checkEndpoint(config.accounts[0].endpoint, config.proxies);
  connectThroughProxies(config.proxies);
  yield* checkAccess(config);
  yield* checkWebhooks(config.webhooks, triesWebhooks);
  for (const { source, says, risk } of unencryptedAddresses(config))
    yield note("Encryption", `${source}: ${says}`, risk);
}

/** Without a key, all else is still checked with a placeholder. Returns null if the configuration cannot be used. */
function* checkConfiguration(environment: Environment, hasKey: boolean) {
  const placeholder = {
    TENCENTCLOUD_SECRET_ID: "none",
    TENCENTCLOUD_SECRET_KEY: "none",
    CRUISEBOARD_MODE: "demo",
  };
  let config: Config | null = null;
  try {
    config = loadConfig(hasKey ? environment : { ...environment, ...placeholder });
    yield good("Configuration", "every variable can be used");
    yield* checkAccountsFile(environment["CCC_ACCOUNTS_FILE"]?.trim());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems)
      yield bad("Configuration", problem, "Change this variable; README.md lists them all.");
  }
  if (!hasKey)
    yield bad(
      "Key",
      "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set, so that npm start shows a demo",
      "Create a key that is allowed only ccc:DescribeAgentCruiseDialingCampaign (policy in docs/operating.md) and set both, or both with _FILE.",
    );
  return config;
}

const readableByAll = 0o004;

function* checkAccountsFile(path: string | undefined): Generator<Finding, void, undefined> {
  if (!path || (statSync(path).mode & readableByAll) === 0) return;
  if (/"(secretKey|sessionToken)"/.test(readFileSync(path, "utf8")))
    yield note(
      "Accounts file",
      "it holds keys, and every user of this machine can read it",
      "chmod 0600, unless it is a secret mounted into a container.",
    );
}

/** `npm start` builds the page; other ways to start do not. */
function checkPage(environment: Environment, folder: string | undefined): Finding {
  if (isPageBuilt(folder)) return good("Page", "built");
  return environment["npm_lifecycle_event"] === "doctor"
    ? note("Page", "not built yet; npm start builds it")
    : bad("Page", "not built", "Run npm run build; npm start does so by itself.");
}

async function* checkWebhooks({ receivers, ...config }: WebhookConfig, triesWebhooks: boolean): Findings {
  if (receivers.length === 0) return;
  const how = "The option --webhooks sends each a test message.";
  if (!triesWebhooks) return yield note("Webhooks", `not tried: ${receivers.length}`, how);
  const send = createSendMessage(Date.now, webhookTimeoutMs);
  const remedy = "Check its entry in WEBHOOK_URLS, its secret and the network.";
  for (const receiver of receivers) {
    const message = createTestMessage(receiver.format, config);
    const delivery = await send(receiver, message, AbortSignal.timeout(webhookTimeoutMs));
    yield delivery.outcome === "delivered"
      ? good("Webhooks", `${receiver.name} took a test message`)
      : bad("Webhooks", `${receiver.name}: ${delivery.reason}`, remedy);
  }
}

const healthTimeoutMs = 3000;

async function checkAddress(config: Config): Promise<Finding> {
  const { host, port } = config;
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const code = await tryToListen(host, port);
  if (code === null) return good("Address", `${address} is free`);
  if (code === "EADDRINUSE") return checkServed(address, config, await isCruiseboard(address));
  if (code === "EACCES")
    return bad(
      "Address",
      `this user may not listen on ${address}`,
      "Ports below 1024 need a privilege: set PORT to 8080 and let the proxy in front listen on 443.",
    );
  return bad("Address", `cannot listen on ${address} (${code})`, "Set HOST to an address of this machine.");
}

function checkServed(address: string, config: Config, isCruiseboard: boolean): Finding {
  const remedy = "Set another PORT, or stop that program.";
  if (!isCruiseboard) return bad("Address", `${address} is in use by another program`, remedy);
  if (config.databaseUrl !== null)
    return note("Address", `a Cruiseboard serves ${address}; whether it is this one is not known`);
  return isLocked(resolve(config.dataFolder), dataFiles(config.mode).lock)
    ? good("Address", `a Cruiseboard serves ${address}`)
    : bad("Address", `${address} is in use by another Cruiseboard: none runs on this DATA_DIR`, remedy);
}

async function tryToListen(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    await once(server.listen(port, host), "listening");
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown error";
  } finally {
    server.close();
  }
}

async function isCruiseboard(address: string): Promise<boolean> {
  const ownAddress = address.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
  try {
    const signal = AbortSignal.timeout(healthTimeoutMs);
    const response = await fetch(`http://${ownAddress}/healthz`, { signal });
    return ((await response.json()) as { status?: unknown }).status === "ok";
  } catch {
    return false;
  }
}
