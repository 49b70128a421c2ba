import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { Account, Accounts } from "./account.ts";
import { type AccountEntry, accountsVariable, problemsOf, readEntry } from "./account-entry.ts";
import { checkSecret, readSecretFile } from "./read-secret.ts";
import { refuseContradictions } from "./refuse-contradictions.ts";

/** What holds for an account that does not say otherwise. */
export interface CommonValues {
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
export function readAccountsFile(path: string, common: CommonValues, problems: string[]): Accounts | null {
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
