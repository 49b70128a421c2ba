import { watchListLimits } from "@cruiseboard/contract";
import { z } from "zod";
import packageJson from "../../package.json" with { type: "json" };
import { configuresAccess, readAccessConfig } from "./access-config.ts";
import type { Accounts } from "./account.ts";
import { readAccounts } from "./accounts-config.ts";
import {
  commaList,
  createEnvironmentReader,
  type Environment,
  type EnvironmentReader,
  isLoopback,
  wholeNumber,
} from "./environment.ts";
import { readProxies } from "./proxies.ts";
import { readWebhookConfig } from "./webhook-config.ts";

export const { version } = packageJson;

/** The validated environment, frozen. Secrets are not enumerable, so that logging it does not print them. */
export type Config = ReturnType<typeof loadConfig>;

export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

const leastTokenBytes = 16;
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

const globs = commaList(z.string().max(200)).default([]);

const environmentSchema = z.object({
  HOST: z.string().regex(hostPattern, "must be a host name or address").default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).default(8080),
  CRUISEBOARD_MODE: z.enum(["demo", "live"], "must be demo or live").default("live"),
  CRUISEBOARD_DEMO_CAMPAIGNS: commaList(campaignInWords).default([]),
  DATA_DIR: z.string().default("./data"),
  EMBED_PARENT_ORIGINS: commaList(originSchema).default([]),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
  CCC_AGENT_STATUS: z.enum(["auto", "off"], "must be auto or off").default("auto"),
  HISTORY_RETENTION_DAYS: wholeNumber(1, 36_500).default(90),
  CCC_DISCOVER: z.enum(["off", "suggest", "add"], "must be off, suggest or add").default("off"),
  CCC_DISCOVER_NAMES: globs,
  CCC_DISCOVER_AGENTS: globs,
  CCC_DISCOVER_LABEL: z.string().trim().max(watchListLimits.labelLength, "is too long").optional(),
});

export function loadConfig(environment: Environment) {
  const reader = createEnvironmentReader(environment);
  const accounts = readAccounts(reader);
  const values = reader.variables(environmentSchema);
  const databaseUrl = readDatabaseUrl(reader);
  const access = readAccessConfig(reader);
  const metricsToken = reader.secret("METRICS_TOKEN", leastTokenBytes) ?? null;
  const webhooks = readWebhookConfig(reader, access.publicUrl);
  const proxies = values.CRUISEBOARD_MODE === "demo" ? null : readProxies(reader);
  const discovery = readDiscovery(values, reader);
  refuseOpenAccess(reader);
  if (reader.problems.length > 0 || !accounts) throw new ConfigError([...new Set(reader.problems)]);
  const secrets = {
    accounts: deepFreeze(accounts),
    /** null: the embedded database. */
    databaseUrl,
    access,
    /** null: metrics are for this machine only. */
    metricsToken,
    webhooks,
    /** null: connects directly; so does the demo, whose upstream is on this machine. */
    proxies,
  };
  const config = {
    host: values.HOST,
    port: values.PORT,
    mode: values.CRUISEBOARD_MODE,
    demoCampaigns: values.CRUISEBOARD_MODE === "demo" ? values.CRUISEBOARD_DEMO_CAMPAIGNS : [],
    dataFolder: values.DATA_DIR,
    embedParentOrigins: values.EMBED_PARENT_ORIGINS,
    logLevel: values.LOG_LEVEL,
    observesAgents: values.CCC_AGENT_STATUS === "auto",
    historyRetentionDays: values.HISTORY_RETENTION_DAYS,
    /** null: new campaigns are not searched for. */
    discovery,
    ...secrets,
  };
  for (const secret of Object.keys(secrets)) Object.defineProperty(config, secret, { enumerable: false });
  return Object.freeze(config);
}

/** Globs over names and agents; both have to match, and an empty list matches all. */
export type DiscoveryRule = NonNullable<NonNullable<ReturnType<typeof readDiscovery>>["rule"]>;

/** `rule` null: what is found is only suggested. */
function readDiscovery(values: z.output<typeof environmentSchema>, { given, problems }: EnvironmentReader) {
  const { CCC_DISCOVER: mode, CCC_DISCOVER_NAMES: names, CCC_DISCOVER_AGENTS: agents } = values;
  if (mode === "add") {
    if (names.length === 0 && agents.length === 0)
      problems.push(
        "CCC_DISCOVER is add, and nothing says what to add: set CCC_DISCOVER_NAMES or CCC_DISCOVER_AGENTS; * matches every campaign",
      );
    return { rule: { names, agents, label: values.CCC_DISCOVER_LABEL ?? null } };
  }
  for (const name of ["CCC_DISCOVER_NAMES", "CCC_DISCOVER_AGENTS", "CCC_DISCOVER_LABEL"])
    if (given[name] !== undefined) problems.push(`${name} needs CCC_DISCOVER=add`);
  return mode === "suggest" ? { rule: null } : null;
}

function deepFreeze(accounts: Accounts): Accounts {
  for (const account of accounts) {
    for (const key of account.keys) Object.freeze(key);
    Object.freeze(account);
  }
  return Object.freeze(accounts);
}

/** For commands on the embedded database. Throws ConfigError if PostgreSQL is configured. */
export function embeddedDataFolder(environment: Environment): string {
  const { has, given } = createEnvironmentReader(environment);
  if (has("DATABASE_URL"))
    throw new ConfigError([
      "DATABASE_URL is set: back up and restore PostgreSQL with its own pg_dump and pg_restore",
    ]);
  return environmentSchema.shape.DATA_DIR.parse(given["DATA_DIR"]);
}

function refuseOpenAccess(reader: EnvironmentReader): void {
  const host = reader.given["HOST"];
  if (host === undefined || isLoopback(host) || !hostPattern.test(host)) return;
  if (configuresAccess(reader)) return;
  reader.problems.push(
    `HOST ${host} is reachable from other machines, and no access mode is set: set EMBED_JWT_SECRET or EMBED_JWKS_URL (bearer tokens), or OIDC_ISSUER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL and SESSION_SECRET (sign-in), or use HOST 127.0.0.1`,
  );
}

function readDatabaseUrl({ secret, problems }: EnvironmentReader): string | null {
  const text = secret("DATABASE_URL");
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPostgres = url !== null && /^postgres(ql)?:$/.test(url.protocol);
  if (!isPostgres || url.hostname === "" || url.pathname.length < 2)
    problems.push(
      "DATABASE_URL must be a URL such as postgres://user:password@host:5432/cruiseboard?sslmode=verify-full",
    );
  return text;
}

/** As browsers send it in Origin: no wildcards. */
function isExactOrigin(text: string): boolean {
  const plain = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?$/.test(text);
  return plain && URL.canParse(text) && new URL(text).origin === text;
}
