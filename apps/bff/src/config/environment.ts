import { readFileSync } from "node:fs";
import { z } from "zod";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of a schema; faults go to `problems`, each with its variable's name, and defaults take their place. */
export function readVariables<T extends z.ZodType>(
  schema: T,
  given: Environment,
  problems: string[],
): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  problems.push(...parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`));
  return schema.parse({});
}

export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));
}

/** From the variable itself or from the file that `…_FILE` names. Faults go to `problems`, without the secret. */
export function readSecret(
  given: Environment,
  name: string,
  problems: string[],
  leastBytes = 0,
): string | undefined {
  const secret = readText(given, name, problems);
  if (secret && Buffer.byteLength(secret) < leastBytes)
    problems.push(`${name} must have at least ${leastBytes} bytes`);
  return secret;
}

function readText(given: Environment, name: string, problems: string[]): string | undefined {
  const fileVariable = `${name}_FILE`;
  const path = given[fileVariable];
  if (path === undefined) return checkSecret(given[name]?.trim(), name, problems);
  if (given[name] !== undefined) problems.push(`${name} and ${fileVariable} are both set: set one of them`);
  return readSecretFile(path, fileVariable, problems);
}

/** `source`: what names the file, for problems. */
export function readSecretFile(path: string, source: string, problems: string[]): string | undefined {
  try {
    const text = readFileSync(path, "utf8").trim();
    if (!text) problems.push(`${source} names an empty file`);
    return checkSecret(text, source, problems);
  } catch (error) {
    problems.push(`${source} ${whyUnread((error as NodeJS.ErrnoException).code)}`);
    return undefined;
  }
}

/** Without the path: by mistake it may be the secret itself. */
function whyUnread(code = "unknown error"): string {
  if (code === "ENOENT") return "names a file that is not there (ENOENT)";
  if (code === "EACCES") return "names a file that this user may not read (EACCES)";
  return `cannot be read: ${code}`;
}

/** Secrets stand in headers and on the lines of files: one line of visible ASCII. */
export function checkSecret(
  text: string | undefined,
  source: string,
  problems: string[],
): string | undefined {
  if (text && !/^[\x21-\x7e]+$/.test(text))
    problems.push(`${source} must be one line of visible ASCII characters`);
  return text;
}

/** Items separated by commas, as an environment variable holds them; spaces and empty items do not count. */
export function commaList<T extends z.ZodType<unknown, string>>(item: T, least = 0) {
  return z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item).min(least));
}
