import { resolve, sep } from "node:path";
import { ConfigError } from "../config/config.ts";
import { ImportError } from "../records/import-history.ts";
import { StoreError } from "../store/store-error.ts";

/** With the file of the command line. */
export async function runFileCommand(usage: string, command: (file: string) => string | Promise<string>) {
  const [file, ...rest] = process.argv.slice(2);
  if (!file || file.startsWith("-") || rest.length > 0) return fail(usage);
  await runCommand(() => command(pathAsTyped(file)));
}

/** Prints what the command answers. Expected errors are printed without a stack; exit code 1. */
export async function runCommand(command: () => string | Promise<string>) {
  // New files are for this user only.
  process.umask(0o077);
  try {
    process.stdout.write(`${await command()}\n`);
  } catch (error) {
    const isExpected = [ConfigError, ImportError, StoreError].some((expected) => error instanceof expected);
    fail(isExpected ? (error as Error).message : ((error as Error).stack ?? String(error)));
  }
}

/** npm runs scripts in the project's folder, so relative paths need INIT_CWD. Keeps a slash at the end. */
function pathAsTyped(path: string): string {
  const absolute = resolve(process.env["INIT_CWD"] ?? ".", path);
  return path.endsWith("/") || path.endsWith(sep) ? absolute + sep : absolute;
}

export function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
