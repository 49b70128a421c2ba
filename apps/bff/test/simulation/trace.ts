/** What happened, for replaying: a sum over all of it, and the latest in words. */
export interface Trace {
  /** Of what comes often. */
  count(what: number): void;
  tell(words: string): void;
  readonly hash: string;
  /** Oldest first. */
  readonly latest: readonly string[];
}

const mostKept = 400;

export function createTrace(now: () => number): Trace {
  let hash = 0x811c9dc5;
  let latest: string[] = [];
  const mix = (value: number) => {
    hash = Math.imul(hash ^ (value & 0xffff), 0x01000193);
    hash = Math.imul(hash ^ (value >>> 16), 0x01000193);
  };
  return {
    count(what) {
      mix(now());
      mix(what);
    },
    tell(words) {
      mix(now());
      for (let index = 0; index < words.length; index += 1) mix(words.charCodeAt(index));
      latest.push(`${(now() / 1000).toFixed(3)} ${words}`);
      if (latest.length >= 2 * mostKept) latest = latest.slice(-mostKept);
    },
    get hash() {
      return (hash >>> 0).toString(16).padStart(8, "0");
    },
    get latest() {
      return latest.slice(-mostKept);
    },
  };
}
