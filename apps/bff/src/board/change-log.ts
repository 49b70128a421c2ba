/**
 * Which rows changed in which version of the board, for the latest versions only. Row ids are campaign paths.
 */
export interface ChangeLog {
  /** Closes the present version: these rows changed or went. */
  append(version: number, changed: readonly string[]): void;
  /** Ids that changed or went after `version`, each once; null: that is too long ago to tell. */
  since(version: number): Set<string> | null;
}

/** Two minutes of versions at four a second; whoever was away longer gets the whole board. */
const versionsKept = 480;

export function createChangeLog(firstVersion: number): ChangeLog {
  const log: { version: number; changed: readonly string[] }[] = [];
  let oldest = firstVersion;
  return {
    append(version, changed) {
      log.push({ version, changed });
      while (log.length > versionsKept) oldest = log.shift()?.version ?? oldest;
    },
    since(version) {
      if (version < oldest) return null;
      const changed = new Set<string>();
      for (let index = log.length - 1; index >= 0; index -= 1) {
        const entry = log[index];
        if (!entry || entry.version <= version) break;
        for (const id of entry.changed) changed.add(id);
      }
      return changed;
    },
  };
}
