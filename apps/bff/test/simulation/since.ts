/** Remembers since when something is so, by name. */
export interface Since {
  /** ms for which it has been so; 0: it is not. */
  note(name: string, isSo: boolean, now: number): number;
}

export function createSince(): Since {
  const since = new Map<string, number>();
  return {
    note(name, isSo, now) {
      if (!isSo) {
        since.delete(name);
        return 0;
      }
      const begun = since.get(name) ?? now;
      since.set(name, begun);
      return now - begun;
    },
  };
}
