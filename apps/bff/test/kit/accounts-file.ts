import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

/** An account as an accounts file has it. */
export interface WrittenAccount {
  readonly name: string;
  readonly sdkAppIds: readonly number[];
  readonly secretId?: string;
  readonly secretKey?: string;
  readonly endpoint?: string;
  readonly requestsPerSecond?: number;
}

/** Writes an accounts file, with keys of its own making where there are none; answers its path. */
export function accountsFile(accounts: readonly WrittenAccount[]): string {
  const path = join(temporaryFolder(), "accounts.json");
  const complete = accounts.map((account) => {
    return { secretId: `AKIDof${account.name}`, secretKey: `keyOf-${account.name}`, ...account };
  });
  writeFileSync(path, JSON.stringify({ accounts: complete }), { mode: 0o600 });
  return path;
}
