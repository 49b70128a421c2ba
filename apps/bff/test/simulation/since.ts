/** Remembers since when something is so, by name. */
export interface Since<Name = string> {
  /** ms for which it has been so; 0: it is not. */
  note(name: Name, isSo: boolean, now: number): number;
}

export function createSince<Name = string>(): Since<Name> {
  const since = new Map<Name, number>();
  return {
    note(name, isSo, now) {
      if (!isSo) {
        if (since.size > 0) since.delete(name);
        return 0;
      }
      const begun = since.get(name) ?? now;
      since.set(name, begun);
      return now - begun;
    },
  };
}

/** One for each backend, by its name. */
export function createSinces<Name = string>(): (backend: string) => Since<Name> {
  const sinces = new Map<string, Since<Name>>();
  return (backend) => {
    const since = sinces.get(backend) ?? createSince<Name>();
    sinces.set(backend, since);
    return since;
  };
}
