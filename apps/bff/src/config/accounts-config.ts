import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type Account, type Accounts, type Credentials, onlyAccount } from "./account.ts";
import {
  commaList,
  type Environment,
  type EnvironmentReader,
  originUrl,
  wholeNumber,
} from "./environment.ts";

const accountsVariable = "CCC_ACCOUNTS_FILE";
const keyVariables = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"] as const;
const keyNumbers = ["_2", "_3", "_4", "_5", "_6", "_7", "_8", "_9"];
const variablesOfOne = [
  ...[...keyVariables, "TENCENTCLOUD_SESSION_TOKEN"]
    .flatMap((name) => [name, ...keyNumbers.map((end) => name + end)])
    .flatMap((name) => [name, `${name}_FILE`]),
  "CCC_SDK_APP_IDS",
];

const rateSchema = z
  .number("must be a number from 0.1 to 1000")
  .min(0.1, "must be at least 0.1")
  .max(1000, "must be at most 1000");

const variablesSchema = z.object({
  CCC_ENDPOINT: originUrl().default("https://ccc.tencentcloudapi.com"),
  CCC_REQUESTS_PER_SECOND: z
    .string()
    .regex(/^\d+(\.\d+)?$/, "must be a number from 0.1 to 1000")
    .transform(Number)
    .pipe(rateSchema)
    .default(20),
  CCC_SDK_APP_IDS: commaList(wholeNumber(1, Number.MAX_SAFE_INTEGER)).optional(),
});

/** From the accounts file, else one account from the variables. null: there are `problems`, none with a secret. */
export function readAccounts(reader: EnvironmentReader): Accounts | null {
  const { given, problems } = reader;
  const values = reader.variables(variablesSchema);
  const { CCC_ENDPOINT: endpoint, CCC_REQUESTS_PER_SECOND: requestsPerSecond, CCC_SDK_APP_IDS: ids } = values;
  const common = { endpoint: new URL(endpoint), requestsPerSecond };
  const path = given[accountsVariable];
  if (path === undefined) {
    const [first, ...others] = readCredentials(reader);
    const sdkAppIds = ids ? new Set(ids) : null;
    return first ? [{ name: onlyAccount, keys: [first, ...others], ...common, sdkAppIds }] : null;
  }
  for (const name of variablesOfOne)
    if (given[name] !== undefined)
      problems.push(`${name} and CCC_ACCOUNTS_FILE are both set: the file has it for each account`);
  return readAccountsFile(path, common, reader);
}

export function namesKey(environment: Environment): boolean {
  const names = [accountsVariable, ...keyVariables.flatMap((name) => [name, `${name}_FILE`])];
  return names.some((name) => environment[name]?.trim());
}

/** The first key from the plain names, others from those with _2 to _9. */
function readCredentials(reader: EnvironmentReader): readonly Credentials[] {
  const numbered = keyNumbers.filter((end) => keyVariables.some((name) => reader.has(name + end)));
  const keys = ["", ...numbered].flatMap((end) => readKey(reader, end) ?? []);
  if (new Set(keys.map(({ secretId }) => secretId)).size < keys.length)
    reader.problems.push("TENCENTCLOUD_SECRET_ID is the same for two keys: they would share one limit");
  return keys;
}

function readKey({ has, secret, problems }: EnvironmentReader, end: string): Credentials | null {
  const [idName, keyName] = keyVariables.map((name) => name + end) as [string, string];
  const secretId = secret(idName);
  const secretKey = secret(keyName);
  const sessionToken = secret(`TENCENTCLOUD_SESSION_TOKEN${end}`);
  for (const name of [idName, keyName])
    if (!has(name)) problems.push(`${name} is missing: set ${idName} and ${keyName}, both or neither`);
  if (!secretId || !secretKey) return null;
  return { secretId, secretKey, ...(sessionToken && { sessionToken }) };
}

const wholeNumbers = "must be whole numbers from 1 to 9007199254740991";
const neededText = z.string({
  error: ({ input }) => (input === undefined ? "is missing" : "must be a text"),
});
const text = z.string("must be a text").trim().min(1, "must not be empty").optional();

const keyShape = {
  secretId: text,
  secretKey: text,
  secretKeyFile: text,
  sessionToken: text,
  sessionTokenFile: text,
};

const entrySchema = z.object(
  {
    name: neededText
      .regex(
        /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
        "must be lower-case words joined by hyphens, such as retail-east",
      )
      .max(40, "must have at most 40 characters"),
    ...keyShape,
    keys: z
      .array(z.strictObject(keyShape, "must be keys, with secretId and secretKey"), "must be a list of keys")
      .min(1, "must hold a key")
      .optional(),
    endpoint: originUrl().optional(),
    requestsPerSecond: rateSchema.optional(),
    sdkAppIds: z
      .array(z.int(wholeNumbers).positive(wholeNumbers), "must be a list of applications")
      .min(1, "must name an application")
      .optional(),
  },
  'must be an account, such as { "name": "retail", "secretId": …, "secretKeyFile": …, "sdkAppIds": […] }',
);

/** An account as in the file; `place`: names it in problems, such as `CCC_ACCOUNTS_FILE account 2 (retail)`. */
type AccountEntry = z.infer<typeof entrySchema> & { readonly place: string };

function readEntry(json: unknown, index: number, problems: string[]): AccountEntry | null {
  const parsed = entrySchema.safeParse(json);
  const name = entrySchema.shape.name.safeParse((json as { name?: unknown } | null)?.name);
  const place = `${accountsVariable} account ${index + 1}${name.success ? ` (${name.data})` : ""}`;
  const fields = typeof json === "object" && json !== null ? Object.keys(json) : [];
  const unknown = fields.filter((key) => !Object.hasOwn(entrySchema.shape, key));
  if (unknown.length > 0) problems.push(`${place} has unknown fields: ${printable(unknown).join(", ")}`);
  if (parsed.success) return { ...parsed.data, place };
  problems.push(...problemsOf(parsed.error, place));
  return null;
}

function problemsOf(error: z.ZodError, place: string): string[] {
  return error.issues.map(({ path: [field], message }) =>
    field === undefined ? `${place} ${message}` : `${place}: ${String(field)} ${message}`,
  );
}

/** A key may be a misplaced secret. */
function printable(keys: readonly string[]): readonly string[] {
  const names = keys.filter((key) => /^[A-Za-z_]{1,20}$/.test(key));
  return names.length < keys.length ? [...names, `${keys.length - names.length} more`] : names;
}

type CommonValues = Pick<Account, "endpoint" | "requestsPerSecond">;

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

function readAccountsFile(path: string, common: CommonValues, reader: EnvironmentReader): Accounts | null {
  const { problems } = reader;
  const before = problems.length;
  const json = readJson(path, problems);
  const file = json === undefined ? null : fileSchema.safeParse(json);
  if (file?.error) problems.push(...problemsOf(file.error, accountsVariable));
  const entries = (file?.data?.accounts ?? []).map((entry, index) => readEntry(entry, index, problems));
  const read = entries.filter((entry) => entry !== null);
  refuseSharing(read, entries.length > 1, problems);
  const folder = dirname(resolve(path));
  const [first, ...others] = read.flatMap((entry) => toAccount(entry, folder, common, reader) ?? []);
  return first === undefined || problems.length > before ? null : [first, ...others];
}

function readJson(path: string, problems: string[]): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    const isRead = error instanceof SyntaxError;
    const reason = isRead ? `names a file that is not JSON${placeIn(error)}` : `cannot be read: ${code}`;
    problems.push(`${accountsVariable} ${reason}`);
    return undefined;
  }
}

/** The parser's message quotes the text, which may be a secret. */
function placeIn({ message }: SyntaxError): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  return line === undefined ? "" : ` (line ${line}, column ${column})`;
}

/** Paths are relative to the accounts file. */
function toAccount(entry: AccountEntry, folder: string, common: CommonValues, reader: EnvironmentReader) {
  const { place, keys: listed } = entry;
  if (listed && (entry.secretId ?? entry.secretKey ?? entry.secretKeyFile))
    reader.problems.push(`${place}: secretId and keys are both given: give one of them`);
  const [first, ...others] = (listed ?? [entry]).flatMap(
    (key, index) => toCredentials(key, listed ? `${place} key ${index + 1}` : place, folder, reader) ?? [],
  );
  if (!first) return null;
  const keys: Account["keys"] = [first, ...others];
  return {
    name: entry.name,
    keys,
    endpoint: entry.endpoint === undefined ? common.endpoint : new URL(entry.endpoint),
    requestsPerSecond: entry.requestsPerSecond ?? common.requestsPerSecond,
    sdkAppIds: entry.sdkAppIds ? new Set(entry.sdkAppIds) : null,
  };
}

function toCredentials(
  key: Pick<AccountEntry, keyof typeof keyShape>,
  place: string,
  folder: string,
  { checkedSecret, secretFile, problems }: EnvironmentReader,
): Credentials | null {
  const secretOf = (field: "secretKey" | "sessionToken") => {
    const source = `${place}: ${field}`;
    const path = key[`${field}File`];
    if (path === undefined) return checkedSecret(key[field], source);
    if (key[field] !== undefined)
      problems.push(`${source} and ${field}File are both given: give one of them`);
    return secretFile(resolve(folder, path), `${source}File`);
  };
  const secretId = checkedSecret(key.secretId, `${place}: secretId`);
  const secretKey = secretOf("secretKey");
  const sessionToken = secretOf("sessionToken");
  if (key.secretId === undefined) problems.push(`${place}: secretId is missing`);
  if (key.secretKey === undefined && key.secretKeyFile === undefined)
    problems.push(`${place}: secretKey is missing: give it, or a secretKeyFile`);
  if (!secretId || !secretKey) return null;
  return { secretId, secretKey, ...(sessionToken && { sessionToken }) };
}

const idsOf = ({ keys, secretId }: AccountEntry) =>
  (keys ?? [{ secretId }]).flatMap((key) => key.secretId ?? []);

function refuseSharing(entries: readonly AccountEntry[], hasSeveral: boolean, problems: string[]): void {
  const owners = new Map<number, AccountEntry>();
  for (const [index, entry] of entries.entries()) {
    const { place, name, sdkAppIds } = entry;
    const earlier = entries.slice(0, index);
    const ids = idsOf(entry);
    if (earlier.some((other) => other.name === name)) problems.push(`${place}: name is used twice`);
    if (new Set(ids).size < ids.length)
      problems.push(`${place}: keys name a secretId twice: they would share one limit`);
    if (earlier.flatMap(idsOf).some((id) => ids.includes(id)))
      problems.push(`${place}: secretId is another account's: accounts with one key share its limit`);
    if (sdkAppIds === undefined && hasSeveral)
      problems.push(
        `${place}: sdkAppIds is missing: with several accounts, each has to name its applications`,
      );
    for (const id of new Set(sdkAppIds)) {
      const owner = owners.get(id);
      if (owner) problems.push(`${place}: application ${id} already belongs to ${owner.name}`);
      else owners.set(id, entry);
    }
  }
}
