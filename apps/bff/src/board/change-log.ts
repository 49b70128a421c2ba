import type { Sighted } from "../access/scope.ts";

/** Which rows changed in which version of the board, for the latest versions only. Row ids are campaign paths. */
export interface ChangeLog {
  /** Closes the present version: these rows changed, came or went; or something of the whole board did. */
  append(version: number, change: Change): void;
  /** The oldest version after which it still tells what changed. */
  readonly oldest: number;
  /** What changed after `version`; null: that is too long ago to tell. */
  since(version: number): Change | null;
}

export interface Change {
  /** By row, how it stood before: whose eyes it was for tells who has to hear that it is gone. null: it was not there. */
  readonly before: ReadonlyMap<string, Sighted | null>;
  /** Names of the accounts for which the upstream's state changed. */
  readonly accounts: ReadonlySet<string>;
}

/** Two minutes of versions at four a second; whoever was away longer gets the whole board. */
const versionsKept = 480;

export function createChangeLog(firstVersion: number): ChangeLog {
  const log: { version: number; change: Change }[] = [];
  let oldest = firstVersion;
  return {
    get oldest() {
      return oldest;
    },
    append(version, change) {
      log.push({ version, change });
      while (log.length > versionsKept) oldest = log.shift()?.version ?? oldest;
    },
    since(version) {
      if (version < oldest) return null;
      const before = new Map<string, Sighted | null>();
      const accounts = new Set<string>();
      for (let index = log.length - 1; index >= 0; index -= 1) {
        const entry = log[index];
        if (!entry || entry.version <= version) break;
        // From the newest to the oldest, so that what remains is how it stood at that version.
        for (const [id, sighted] of entry.change.before) before.set(id, sighted);
        for (const name of entry.change.accounts) accounts.add(name);
      }
      return { before, accounts };
    },
  };
}
