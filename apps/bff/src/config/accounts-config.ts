import { z } from "zod";
import { type Account, type Accounts, onlyAccount } from "./account.ts";
import { type CommonValues, endpointSchema, rateSchema, readAccountsFile } from "./accounts-file.ts";
import { commaList, type Environment, readSecret } from "./environment.ts";

const keyVariables = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"] as const;
/** Each of them says of one account what the accounts file says of all. */
const variablesOfOne = [
  ...[...keyVariables, "TENCENTCLOUD_SESSION_TOKEN"].flatMap((name) => [name, `${name}_FILE`]),
  "CCC_SDK_APP_IDS",
];

const wholeNumber = z
  .string()
  .regex(/^\d+$/, `must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`)
  .transform(Number)
  .pipe(
    z
      .number()
      .min(1, "must be at least 1")
      .max(Number.MAX_SAFE_INTEGER, `must be at most ${Number.MAX_SAFE_INTEGER}`),
  );

const schema = z.object({
  CCC_ENDPOINT: endpointSchema.default("https://ccc.tencentcloudapi.com"),
  CCC_REQUESTS_PER_SECOND: z
    .string()
    .regex(/^\d+(\.\d+)?$/, "must be a number from 0.1 to 1000")
    .transform(Number)
    .pipe(rateSchema)
    .default(20),
  CCC_SDK_APP_IDS: commaList(wholeNumber).optional(),
});

/**
 * The accounts of the file that CCC_ACCOUNTS_FILE names, else the one that the variables tell of. Faults go to
 * `problems`, none with a secret in it; null: there were some.
 */
export function readAccounts(given: Environment, problems: string[]): Accounts | null {
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    problems.push(...parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`));
  const values = parsed.data ?? schema.parse({});
  const common = { endpoint: values.CCC_ENDPOINT, requestsPerSecond: values.CCC_REQUESTS_PER_SECOND };
  const path = given["CCC_ACCOUNTS_FILE"];
  if (path === undefined) return readOnlyAccount(given, common, values.CCC_SDK_APP_IDS, problems);
  for (const name of variablesOfOne)
    if (given[name] !== undefined)
      problems.push(`${name} and CCC_ACCOUNTS_FILE are both set: in the file each account says it of itself`);
  return readAccountsFile(path, common, problems);
}

/** Whether the environment says anything of a key. */
export function namesKey(environment: Environment): boolean {
  const names = ["CCC_ACCOUNTS_FILE", ...keyVariables.flatMap((name) => [name, `${name}_FILE`])];
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
