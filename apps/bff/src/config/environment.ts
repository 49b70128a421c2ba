import { readFileSync } from "node:fs";
import { z } from "zod";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Parses variables. Adds each fault to `problems` with the variable's name; then all have their defaults. */
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

export function wholeNumber(least: number, most: number, unit = "") {
  return z
    .string()
    .regex(/^\d+$/, `must be a whole number${unit} from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));
}

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

/** From the variable, or from the file that `…_FILE` names. Faults go to `problems`, without the secret. */
export function readSecret(
  given: Environment,
  name: string,
  problems: string[],
  leastBytes = 0,
): string | undefined {
  const file = `${name}_FILE`;
  const path = given[file];
  if (path !== undefined && given[name] !== undefined)
    problems.push(`${name} and ${file} are both set: set one of them`);
  const secret =
    path === undefined
      ? checkSecret(given[name]?.trim(), name, problems)
      : readSecretFile(path, file, problems);
  if (secret && Buffer.byteLength(secret) < leastBytes)
    problems.push(`${name} must have at least ${leastBytes} bytes`);
  return secret;
}

/** `source`: names the file in `problems`, which never quote the path: by mistake it may be the secret itself. */
export function readSecretFile(path: string, source: string, problems: string[]): string | undefined {
  try {
    const text = readFileSync(path, "utf8").trim();
    if (!text) problems.push(`${source} names an empty file`);
    return checkSecret(text, source, problems);
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT"
        ? "names a file that does not exist (ENOENT)"
        : code === "EACCES"
          ? "names a file that this user may not read (EACCES)"
          : `cannot be read: ${code}`;
    problems.push(`${source} ${reason}`);
    return undefined;
  }
}

/** Secrets must fit into a header. */
export function checkSecret(
  text: string | undefined,
  source: string,
  problems: string[],
): string | undefined {
  if (text && !/^[\x21-\x7e]+$/.test(text))
    problems.push(`${source} must be one line of visible ASCII characters`);
  return text;
}

export function originUrl() {
  return httpUrl().refine((text) => URL.canParse(text) && new URL(text).href === `${new URL(text).origin}/`, {
    error: "must be a URL without a path, query or user",
  });
}

export function httpUrl() {
  return z.url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true });
}

/** @param host a name or address; IPv6 with or without brackets. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || /^(\[::1\]|::1|127\.\d+\.\d+\.\d+)$/.test(host);
}
