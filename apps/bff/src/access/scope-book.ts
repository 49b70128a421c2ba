import type { Viewer } from "@cruiseboard/contract";
import { LRUCache } from "lru-cache";
import { createAgentMemory } from "./agent-memory.ts";
import { type Mask, nothingMasked } from "./mask.ts";
import { createScope, type Scope } from "./scope.ts";

/** One scope for all viewers with the same bounds, so that what it has learned is learned once. */
export interface ScopeBook {
  scopeOf(viewer: Viewer): Scope;
}

const mostKept = 1000;

/** @param maskForViewers what people with the role viewer are not shown; managers see everything in their scope. */
export function createScopeBook(maskForViewers: Mask): ScopeBook {
  const scopes = new LRUCache<string, Scope>({ max: mostKept });
  const remembered = createAgentMemory();
  return {
    scopeOf(viewer) {
      const mask = viewer.role === "manager" ? nothingMasked : maskForViewers;
      const made = createScope(viewer, mask, remembered);
      const known = scopes.get(made.tag) ?? made;
      scopes.set(made.tag, known);
      return known;
    },
  };
}
