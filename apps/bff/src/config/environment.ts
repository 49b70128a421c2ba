import { readFileSync } from "node:fs";
import { z } from "zod";

export type Environment = Readonly<Record<string, string | undefined>>;

export type EnvironmentReader = ReturnType<typeof createEnvironmentReader>;

/** Each fault goes to `problems` with the variable's name, and never with a secret. */
export function createEnvironmentReader(environment: Environment, problems: string[] = []) {
  // Shells and compose files leave unset variables empty.
  const given: Environment = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value?.trim()),
  );

  /** Secrets must fit into a header. */
  function checkedSecret(text: string | undefined, source: string): string | undefined {
    if (text && !/^[\x21-\x7e]+$/.test(text))
      problems.push(`${source} must be one line of visible ASCII characters`);
    return text;
  }

  /** `source`: names the file in `problems`, which never quote the path: by mistake it may be the secret itself. */
  function secretFile(path: string, source: string): string | undefined {
    try {
      const text = readFileSync(path, "utf8").trim();
      if (!text) problems.push(`${source} names an empty file`);
      return checkedSecret(text, source);
    } catch (error) {
      const { code = "unknown error" } = error as NodeJS.ErrnoException;
      problems.push(`${source} ${unreadable[code] ?? `cannot be read: ${code}`}`);
      return undefined;
    }
  }

  return {
    given,
    problems,
    checkedSecret,
    secretFile,
    has: (name: string) => given[name] !== undefined || given[`${name}_FILE`] !== undefined,
    /** With faults, all variables of the schema have their defaults. */
    variables<T extends z.ZodType>(schema: T): z.output<T> {
      const parsed = schema.safeParse(given);
      if (parsed.success) return parsed.data;
      problems.push(...parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`));
      return schema.parse({});
    },
    /** From the variable, or from the file that `…_FILE` names. */
    secret(name: string, leastBytes = 0, text = given[name]?.trim()): string | undefined {
      const file = `${name}_FILE`;
      const path = given[file];
      if (path && text) problems.push(`${name} and ${file} are both set: set one of them`);
      const secret = path ? secretFile(path, file) : checkedSecret(text, name);
      if (secret && Buffer.byteLength(secret) < leastBytes)
        problems.push(`${name} must have at least ${leastBytes} bytes`);
      return secret;
    },
  };
}

const unreadable: Partial<Record<string, string>> = {
  ENOENT: "names a file that does not exist (ENOENT)",
  EACCES: "names a file that this user may not read (EACCES)",
};

export function wholeNumber(least: number, most: number, unit = "") {
  return z
    .string()
    .regex(/^\d+$/, `must be a whole number${unit} from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));
}

export function commaList<T extends z.ZodType<unknown, string>>(item: T, least = 0) {
  const parts = z.string().transform((text) => text.split(",").map((part) => part.trim()));
  return parts.transform((all) => all.filter(Boolean)).pipe(z.array(item).min(least));
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
