import type { CampaignKey } from "@cruiseboard/contract";
import { z } from "zod";
import packageJson from "../../package.json" with { type: "json" };
import { type AccessConfig, configuresAccess, readAccessConfig } from "./access-config.ts";
import type { Accounts } from "./account.ts";
import { readAccounts } from "./accounts-config.ts";
import { commaList, type Environment, readSecret, readVariables, wholeNumber } from "./environment.ts";
import { readWebhookConfig, type WebhookConfig } from "./webhook-config.ts";

export const { version } = packageJson;

/** Everything that the environment may say, checked and frozen. Secrets are kept from being printed. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly mode: "demo" | "live";
  /** What a demo watches from the start, since nobody may be there who is allowed to add it. */
  readonly demoCampaigns: readonly CampaignKey[];
  readonly accounts: Accounts;
  readonly dataFolder: string;
  /** PostgreSQL, with its password; null: the embedded database in the data folder. */
  readonly databaseUrl: string | null;
  readonly access: AccessConfig;
  readonly embedParentOrigins: readonly string[];
  readonly logLevel: (typeof logLevels)[number];
  readonly historyRetentionDays: number;
  /** Whoever shows it reads the metrics; null: only this machine does. */
  readonly metricsToken: string | null;
  readonly webhooks: WebhookConfig;
}

/** The environment cannot be used; `problems` has one line a variable, none with a secret in it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** 128 bits, if it is random. */
const leastTokenBytes = 16;
const loopbackHosts = new Set(["127.0.0.1", "localhost", "::1"]);
const hostPattern = /^[A-Za-z0-9.:_-]+$/;
const originSchema = z.string().refine(isExactOrigin, {
  error:
    "must be exact origins, such as https://portal.example.com (no slash at the end), separated by commas",
});
const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const campaignInWords = z
  .string()
  .regex(/^\d{1,15}\/\d{1,15}$/, "must be campaigns, such as 1400000000/2569, separated by commas")
  .transform((path) => path.split("/").map(Number))
  .transform(([sdkAppId = 0, campaignId = 0]) => ({ sdkAppId, campaignId }));

const environmentSchema = z.object({
  HOST: z.string().regex(hostPattern, "must be a host name or address").default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).default(8080),
  CRUISEBOARD_MODE: z.enum(["demo", "live"], "must be demo or live").default("live"),
  CRUISEBOARD_DEMO_CAMPAIGNS: commaList(campaignInWords).default([]),
  DATA_DIR: z.string().default("./data"),
  EMBED_PARENT_ORIGINS: commaList(originSchema).default([]),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
  HISTORY_RETENTION_DAYS: wholeNumber(1, 36_500).default(90),
});

/** Reads the environment once. Throws ConfigError naming every variable that is wrong. */
export function loadConfig(environment: Environment): Config {
  const given = withoutEmpty(environment);
  const problems: string[] = [];
  const accounts = readAccounts(given, problems);
  const values = readVariables(environmentSchema, given, problems);
  const databaseUrl = readDatabaseUrl(given, problems);
  const access = readAccessConfig(given, problems);
  const metricsToken = readSecret(given, "METRICS_TOKEN", problems, leastTokenBytes) ?? null;
  const webhooks = readWebhookConfig(given, access.publicUrl, problems);
  refuseOpenAccess(given, problems);
  if (problems.length > 0 || !accounts) throw new ConfigError([...new Set(problems)]);
  return toConfig(values, { accounts, databaseUrl, access, metricsToken, webhooks });
}

/**
 * Where the embedded database lies, for commands that need nothing else of the environment.
 * Throws ConfigError where PostgreSQL is used instead.
 */
export function embeddedDataFolder(environment: Environment): string {
  const { DATABASE_URL, DATABASE_URL_FILE, DATA_DIR } = withoutEmpty(environment);
  if (DATABASE_URL ?? DATABASE_URL_FILE)
    throw new ConfigError([
      "DATABASE_URL is set: back up and restore PostgreSQL with its own pg_dump and pg_restore",
    ]);
  return environmentSchema.shape.DATA_DIR.parse(DATA_DIR);
}

function toConfig(
  values: z.infer<typeof environmentSchema>,
  secrets: Pick<Config, "accounts" | "databaseUrl" | "access" | "metricsToken" | "webhooks">,
): Config {
  for (const account of secrets.accounts) {
    Object.freeze(account.credentials);
    Object.freeze(account);
  }
  const config: Config = {
    host: values.HOST,
    port: values.PORT,
    mode: values.CRUISEBOARD_MODE,
    demoCampaigns: values.CRUISEBOARD_MODE === "demo" ? values.CRUISEBOARD_DEMO_CAMPAIGNS : [],
    dataFolder: values.DATA_DIR,
    embedParentOrigins: values.EMBED_PARENT_ORIGINS,
    logLevel: values.LOG_LEVEL,
    historyRetentionDays: values.HISTORY_RETENTION_DAYS,
    ...secrets,
    accounts: Object.freeze(secrets.accounts),
  };
  // Whoever prints the configuration does not print its secrets.
  for (const secret of Object.keys(secrets)) Object.defineProperty(config, secret, { enumerable: false });
  return Object.freeze(config);
}

/** Nobody who can reach the page has to say who they are, so only this machine may reach it. */
function refuseOpenAccess(given: Environment, problems: string[]): void {
  const host = given["HOST"];
  if (host === undefined || loopbackHosts.has(host) || !hostPattern.test(host)) return;
  if (configuresAccess(given)) return;
  problems.push(
    `HOST ${host} is reachable from other machines, and nobody has to show who they are: set EMBED_JWT_SECRET or EMBED_JWKS_URL (bearer tokens), or OIDC_ISSUER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL and SESSION_SECRET (sign-in), or use HOST 127.0.0.1`,
  );
}

/** A postgres URL that names a server and a database; everything else of it is PostgreSQL's. null: not set. */
function readDatabaseUrl(given: Environment, problems: string[]): string | null {
  const text = readSecret(given, "DATABASE_URL", problems);
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPostgres = url !== null && /^postgres(ql)?:$/.test(url.protocol);
  if (!isPostgres || url.hostname === "" || url.pathname.length < 2)
    problems.push(
      "DATABASE_URL must be a URL such as postgres://user:password@host:5432/cruiseboard?sslmode=verify-full",
    );
  return text;
}

/** An empty variable counts as not set, as shells and compose files leave them. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}

/** What a browser would send as Origin; no wildcard, and nothing that means something else in a header. */
function isExactOrigin(text: string): boolean {
  const plain = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?$/.test(text);
  return plain && URL.canParse(text) && new URL(text).origin === text;
}
