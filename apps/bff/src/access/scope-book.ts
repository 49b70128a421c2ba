import type { Viewer } from "@cruiseboard/contract";
import { LRUCache } from "lru-cache";
import { createAgentMemory } from "./agent-memory.ts";
import { createMask, type MaskableField, nothingMasked } from "./mask.ts";
import { createScope, type Scope } from "./scope.ts";

/** One scope for all viewers with the same bounds, so that what it has learned is learned once. */
export interface ScopeBook {
  scopeOf(viewer: Viewer): Scope;
}

const mostKept = 1000;

/**
 * The upstream's words about failures may name accounts and applications of others: only managers without a restriction
 * read them.
 * @param maskForViewers what people with the role viewer are not shown besides.
 */
export function createScopeBook(maskForViewers: ReadonlySet<MaskableField>, secret: string): ScopeBook {
  const viewersMask = createMask(new Set([...maskForViewers, "message"]), secret);
  const managersMask = createMask(new Set(["message"]), secret);
  const scopes = new LRUCache<string, Scope>({ max: mostKept });
  const remembered = createAgentMemory();
  function maskOf({ role, sdkAppIds, agents }: Viewer) {
    if (role !== "manager") return viewersMask;
    return sdkAppIds === null && agents === null ? nothingMasked : managersMask;
  }

  return {
    scopeOf(viewer) {
      const mask = maskOf(viewer);
      const made = createScope(viewer, mask, remembered);
      const known = scopes.get(made.tag) ?? made;
      scopes.set(made.tag, known);
      return known;
    },
  };
}
