import { z } from "zod";
import { endpointSchema, rateSchema } from "./account-values.ts";

/** What names the accounts file. */
export const accountsVariable = "CCC_ACCOUNTS_FILE";

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
export interface AccountEntry extends z.infer<typeof entrySchema> {
  /** How to speak of it, such as `CCC_ACCOUNTS_FILE account 2 (retail)`. */
  readonly place: string;
}

/** Faults go to `problems`, none with a value in it; null: there were some. */
export function readEntry(json: unknown, index: number, problems: string[]): AccountEntry | null {
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
export function problemsOf(error: z.ZodError, place: string): string[] {
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
