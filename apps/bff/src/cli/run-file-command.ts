import { resolve, sep } from "node:path";
import { ConfigError } from "../config/config.ts";
import { StoreError } from "../store/store-error.ts";

export function runFileCommand(usage: string, command: (file: string) => string): void {
  // New files are for this user only.
  process.umask(0o077);
  const [file, ...rest] = process.argv.slice(2);
  if (!file || file.startsWith("-") || rest.length > 0) return fail(usage);
  try {
    process.stdout.write(`${command(pathAsTyped(file))}\n`);
  } catch (error) {
    const isExpected = error instanceof ConfigError || error instanceof StoreError;
    fail(isExpected ? error.message : ((error as Error).stack ?? String(error)));
  }
}

/** npm runs scripts in the project's folder, so relative paths need INIT_CWD. Keeps a slash at the end. */
function pathAsTyped(path: string): string {
  const absolute = resolve(process.env["INIT_CWD"] ?? ".", path);
  return path.endsWith("/") || path.endsWith(sep) ? absolute + sep : absolute;
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
