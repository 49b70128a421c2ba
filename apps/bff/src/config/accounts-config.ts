import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type Account, type Accounts, onlyAccount } from "./account.ts";
import {
  checkSecret,
  commaList,
  type Environment,
  readSecret,
  readSecretFile,
  readVariables,
  wholeNumber,
} from "./environment.ts";

const accountsVariable = "CCC_ACCOUNTS_FILE";
const keyVariables = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"] as const;
/** Each of them says of one account what the accounts file says of all. */
const variablesOfOne = [
  ...[...keyVariables, "TENCENTCLOUD_SESSION_TOKEN"].flatMap((name) => [name, `${name}_FILE`]),
  "CCC_SDK_APP_IDS",
];

/** Of a variable, and of an account in the file. */
const endpointSchema = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true })
  .refine(isPlainEndpoint, { error: "must be a URL without a path, query or user" });

const rateSchema = z
  .number("must be a number from 0.1 to 1000")
  .min(0.1, "must be at least 0.1")
  .max(1000, "must be at most 1000");

function isPlainEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
}

const schema = z.object({
  CCC_ENDPOINT: endpointSchema.default("https://ccc.tencentcloudapi.com"),
  CCC_REQUESTS_PER_SECOND: z
    .string()
    .regex(/^\d+(\.\d+)?$/, "must be a number from 0.1 to 1000")
    .transform(Number)
    .pipe(rateSchema)
    .default(20),
  CCC_SDK_APP_IDS: commaList(wholeNumber(1, Number.MAX_SAFE_INTEGER)).optional(),
});

/**
 * The accounts of the file that CCC_ACCOUNTS_FILE names, else the one that the variables tell of. Faults go to
 * `problems`, none with a secret in it; null: there were some.
 */
export function readAccounts(given: Environment, problems: string[]): Accounts | null {
  const values = readVariables(schema, given, problems);
  const common = { endpoint: values.CCC_ENDPOINT, requestsPerSecond: values.CCC_REQUESTS_PER_SECOND };
  const path = given[accountsVariable];
  if (path === undefined) return readOnlyAccount(given, common, values.CCC_SDK_APP_IDS, problems);
  for (const name of variablesOfOne)
    if (given[name] !== undefined)
      problems.push(`${name} and CCC_ACCOUNTS_FILE are both set: in the file each account says it of itself`);
  return readAccountsFile(path, common, problems);
}

/** Whether the environment says anything of a key. */
export function namesKey(environment: Environment): boolean {
  const names = [accountsVariable, ...keyVariables.flatMap((name) => [name, `${name}_FILE`])];
  return names.some((name) => environment[name]?.trim());
}

function readOnlyAccount(
  given: Environment,
  { endpoint, requestsPerSecond }: CommonValues,
  sdkAppIds: readonly number[] | undefined,
  problems: string[],
): Accounts | null {
  const credentials = readCredentials(given, problems);
  if (credentials === null) return null;
  return [
    {
      name: onlyAccount,
      credentials,
      endpoint: new URL(endpoint),
      requestsPerSecond,
      sdkAppIds: sdkAppIds ? new Set(sdkAppIds) : null,
    },
  ];
}

function readCredentials(given: Environment, problems: string[]): Account["credentials"] | null {
  const secretId = readSecret(given, "TENCENTCLOUD_SECRET_ID", problems);
  const secretKey = readSecret(given, "TENCENTCLOUD_SECRET_KEY", problems);
  const sessionToken = readSecret(given, "TENCENTCLOUD_SESSION_TOKEN", problems);
  for (const name of keyVariables)
    if (!given[name] && !given[`${name}_FILE`])
      problems.push(
        `${name} is missing: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, both or neither`,
      );
  if (!secretId || !secretKey) return null;
  return { secretId, secretKey, ...(sessionToken && { sessionToken }) };
}

const sdkAppId = z
  .int("must be whole numbers from 1 to 9007199254740991")
  .positive("must be whole numbers from 1 to 9007199254740991");
const neededText = z.string({
  error: ({ input }) => (input === undefined ? "is missing" : "must be a text"),
});
const text = z.string("must be a text").trim().min(1, "must not be empty").optional();

const entrySchema = z.object(
  {
    name: neededText
      .regex(
        /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
        "must be lower-case words joined by hyphens, such as retail-east",
      )
      .max(40, "must have at most 40 characters"),
    secretId: neededText.trim().min(1, "must not be empty"),
    secretKey: text,
    secretKeyFile: text,
    sessionToken: text,
    sessionTokenFile: text,
    endpoint: endpointSchema.optional(),
    requestsPerSecond: rateSchema.optional(),
    sdkAppIds: z
      .array(sdkAppId, "must be a list of applications")
      .min(1, "must name an application")
      .optional(),
  },
  'must be an account, such as { "name": "retail", "secretId": …, "secretKeyFile": …, "sdkAppIds": […] }',
);

/** An account as the file has it. */
interface AccountEntry extends z.infer<typeof entrySchema> {
  /** How to speak of it, such as `CCC_ACCOUNTS_FILE account 2 (retail)`. */
  readonly place: string;
}

/** Faults go to `problems`, none with a value in it; null: there were some. */
function readEntry(json: unknown, index: number, problems: string[]): AccountEntry | null {
  const parsed = entrySchema.safeParse(json);
  const place = placeOf(json, index);
  // Apart from the rest, so that a misspelt field hides no other fault.
  const strangers = unknownFields(json);
  if (strangers.length > 0)
    problems.push(`${place} has fields that are not known here: ${strangers.join(", ")}`);
  if (parsed.success) return { ...parsed.data, place };
  problems.push(...problemsOf(parsed.error, place));
  return null;
}

/** Only what can be a name is told. */
function placeOf(json: unknown, index: number): string {
  const { name } = (json ?? {}) as { name?: unknown };
  const known = entrySchema.shape.name.safeParse(name);
  return `${accountsVariable} account ${index + 1}${known.success ? ` (${known.data})` : ""}`;
}

/** Zod's faults, each with what it is about. */
function problemsOf(error: z.ZodError, place: string): string[] {
  return error.issues.map(({ path: [field], message }) =>
    field === undefined ? `${place} ${message}` : `${place}: ${String(field)} ${message}`,
  );
}

/** A misplaced secret may stand where a field's name should: only what looks like one is repeated. */
function unknownFields(json: unknown): readonly string[] {
  const keys = typeof json === "object" && json !== null ? Object.keys(json) : [];
  const unknown = keys.filter((key) => !Object.hasOwn(entrySchema.shape, key));
  const names = unknown.filter((key) => /^[A-Za-z_]{1,20}$/.test(key));
  const others = unknown.length - names.length;
  return others > 0 ? [...names, `${others} more`] : names;
}

/** What holds for an account that does not say otherwise. */
interface CommonValues {
  readonly endpoint: string;
  readonly requestsPerSecond: number;
}

/** Each asks on its own timer and over its own connections; whoever has more has several installations. */
const mostAccounts = 100;
const fileSchema = z.object(
  {
    accounts: z
      .array(z.unknown(), "must be a list of accounts")
      .min(1, "must hold an account")
      .max(mostAccounts, `must hold at most ${mostAccounts}`),
  },
  'must be { "accounts": [ … ] }',
);

/**
 * Reads the accounts file. Faults go to `problems`, all at once, each with the account's place and name and none with
 * a secret in it; null: there were some.
 */
function readAccountsFile(path: string, common: CommonValues, problems: string[]): Accounts | null {
  const before = problems.length;
  const content = readContent(path, problems);
  const file = content === null ? null : fileSchema.safeParse(content.json);
  if (file?.error) problems.push(...problemsOf(file.error, accountsVariable));
  const entries = (file?.data?.accounts ?? []).map((json, index) => readEntry(json, index, problems));
  const read = entries.filter((entry) => entry !== null);
  refuseContradictions(read, entries.length > 1, problems);
  const [first, ...others] = read.flatMap(
    (entry) => toAccount(entry, dirname(resolve(path)), common, problems) ?? [],
  );
  return first === undefined || problems.length > before ? null : [first, ...others];
}

function readContent(path: string, problems: string[]): { json: unknown } | null {
  try {
    return { json: JSON.parse(readFileSync(path, "utf8")) };
  } catch (error) {
    if (error instanceof SyntaxError)
      problems.push(`${accountsVariable} names a file that is no JSON${placeIn(error)}`);
    else {
      const { code = "unknown error" } = error as NodeJS.ErrnoException;
      problems.push(`${accountsVariable} cannot be read: ${code}`);
    }
    return null;
  }
}

/** Of what the parser says only the place: it quotes the text, which may be a secret. */
function placeIn({ message }: SyntaxError): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  return line === undefined ? "" : ` (line ${line}, column ${column})`;
}

function toAccount(
  entry: AccountEntry,
  folder: string,
  common: CommonValues,
  problems: string[],
): Account | null {
  const secretId = checkSecret(entry.secretId, `${entry.place}: secretId`, problems);
  const secretKey = secretOf(entry, "secretKey", folder, problems);
  const sessionToken = secretOf(entry, "sessionToken", folder, problems);
  if (entry.secretKey === undefined && entry.secretKeyFile === undefined)
    problems.push(`${entry.place}: secretKey is missing: give it, or a secretKeyFile`);
  if (!secretId || !secretKey) return null;
  return {
    name: entry.name,
    credentials: { secretId, secretKey, ...(sessionToken && { sessionToken }) },
    endpoint: new URL(entry.endpoint ?? common.endpoint),
    requestsPerSecond: entry.requestsPerSecond ?? common.requestsPerSecond,
    sdkAppIds: entry.sdkAppIds ? new Set(entry.sdkAppIds) : null,
  };
}

/** A secret's file lies relative to the accounts file. */
function secretOf(
  entry: AccountEntry,
  field: "secretKey" | "sessionToken",
  folder: string,
  problems: string[],
): string | undefined {
  const source = `${entry.place}: ${field}`;
  const path = entry[`${field}File`];
  if (path === undefined) return checkSecret(entry[field], source, problems);
  if (entry[field] !== undefined)
    problems.push(`${source} and ${field}File are both given: give one of them`);
  return readSecretFile(resolve(folder, path), `${source}File`, problems);
}

/** Which account is meant has to be plain: by its name, by its key, and for every application. */
function refuseContradictions(
  entries: readonly AccountEntry[],
  hasSeveral: boolean,
  problems: string[],
): void {
  refuseDoubles(entries, problems);
  refuseSharedApplications(entries, hasSeveral, problems);
}

function refuseDoubles(entries: readonly AccountEntry[], problems: string[]): void {
  for (const [index, entry] of entries.entries()) {
    const earlier = entries.slice(0, index);
    if (earlier.some(({ name }) => name === entry.name)) problems.push(`${entry.place}: name is there twice`);
    if (earlier.some(({ secretId }) => secretId === entry.secretId))
      problems.push(`${entry.place}: secretId is another account's, and so would be the limit`);
  }
}

function refuseSharedApplications(
  entries: readonly AccountEntry[],
  hasSeveral: boolean,
  problems: string[],
): void {
  const owners = new Map<number, AccountEntry>();
  for (const entry of entries) {
    if (entry.sdkAppIds === undefined && hasSeveral)
      problems.push(
        `${entry.place}: sdkAppIds is missing: of several accounts each has to name its applications`,
      );
    for (const id of new Set(entry.sdkAppIds)) {
      const owner = owners.get(id);
      if (owner) problems.push(`${entry.place}: application ${id} is ${owner.name}'s already`);
      else owners.set(id, entry);
    }
  }
}
