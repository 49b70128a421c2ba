import type { Scope, Sighted } from "../access/scope.ts";

/** Tells for a scope which applications somebody may know of. */
export type ApplicationsInScope = (scope: Scope) => (sdkAppId: number) => boolean;

/** Rows as they are shown in a version. */
interface ShownRows {
  readonly version: number;
  readonly rows: Iterable<{ readonly shown: Sighted }>;
}

/**
 * Those of which they would see a campaign that nobody has looked at yet, and those of which a campaign that they see
 * stands on the board. Found out once a version and scope.
 */
export function createApplicationsInScope(shownRows: () => ShownRows): ApplicationsInScope {
  const found = new WeakMap<Scope, { version: number; onBoard: ReadonlySet<number> }>();

  function onBoardIn(scope: Scope): ReadonlySet<number> {
    const { version, rows } = shownRows();
    const known = found.get(scope);
    if (known?.version === version) return known.onBoard;
    const onBoard = new Set<number>();
    for (const { shown } of rows)
      if (!onBoard.has(shown.sdkAppId) && scope.maySee(shown)) onBoard.add(shown.sdkAppId);
    found.set(scope, { version, onBoard });
    return onBoard;
  }

  return (scope) => (sdkAppId) => scope.maySee({ sdkAppId, agent: null }) || onBoardIn(scope).has(sdkAppId);
}
