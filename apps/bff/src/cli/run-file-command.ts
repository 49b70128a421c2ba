import { resolve, sep } from "node:path";
import { ConfigError } from "../config/config.ts";
import { ImportError } from "../records/import-history.ts";
import { StoreError } from "../store/store-error.ts";

/**
 * Runs what an operator asked for on the command line, with the file that it names. What it answers goes to standard
 * output. What they can mend goes to standard error as one message, without a stack, and the exit code is 1.
 */
export async function runFileCommand(
  usage: string,
  command: (file: string) => string | Promise<string>,
): Promise<void> {
  // What is written is for this user alone.
  process.umask(0o077);
  const [file, ...rest] = process.argv.slice(2);
  if (!file || file.startsWith("-") || rest.length > 0) return fail(usage);
  try {
    process.stdout.write(`${await command(pathAsTyped(file))}\n`);
  } catch (error) {
    const isExpected = [ConfigError, ImportError, StoreError].some((expected) => error instanceof expected);
    fail(isExpected ? (error as Error).message : ((error as Error).stack ?? String(error)));
  }
}

/**
 * npm changes to the folder of the project before it runs anything: a relative path would mean another place.
 * A slash at the end stays: it says that a folder is meant.
 */
function pathAsTyped(path: string): string {
  const absolute = resolve(process.env["INIT_CWD"] ?? ".", path);
  return path.endsWith("/") || path.endsWith(sep) ? absolute + sep : absolute;
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
