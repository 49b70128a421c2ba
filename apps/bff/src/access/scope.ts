import { createHash } from "node:crypto";
import type { Viewer } from "@cruiseboard/contract";
import { createAgentMatcher } from "./agent-glob.ts";
import { createAgentMemory } from "./agent-memory.ts";
import { type Mask, nothingMasked } from "./mask.ts";

/** Of a campaign, what decides who may see it. */
export interface Sighted {
  readonly sdkAppId: number;
  /** null: never observed, so nobody knows whose it is. */
  readonly agent: string | null;
}

/** What one viewer may see; viewers with the same bounds are given the same answers. */
export interface Scope {
  /** Names these bounds in caches and cursors; empty: everything, with nothing masked. */
  readonly tag: string;
  /** Withholds what this viewer may not know of a campaign that is in scope. */
  readonly mask: Mask;
  /** Nothing is in it, whatever is on the board. */
  readonly isEmpty: boolean;
  /**
   * The one place that decides. What was never observed belongs to an agent that nobody knows yet: only viewers
   * without a restriction to agents see it.
   */
  maySee(campaign: Sighted): boolean;
}

type Bounds = Pick<Viewer, "sdkAppIds" | "agents">;

/** @param remembered the memory that it shares with other scopes. */
export function createScope(
  bounds: Bounds,
  mask: Mask = nothingMasked,
  remembered = createAgentMemory(),
): Scope {
  const applications = bounds.sdkAppIds === null ? null : new Set(bounds.sdkAppIds);
  const mayBeOf = bounds.agents === null ? null : remembered(createAgentMatcher(bounds.agents));
  return {
    tag: tagOf(bounds, mask),
    mask,
    isEmpty: bounds.sdkAppIds?.length === 0 || bounds.agents?.length === 0,
    maySee({ sdkAppId, agent }) {
      if (applications !== null && !applications.has(sdkAppId)) return false;
      // The globs are matched in either case: time must not tell a campaign of others from one that is not there.
      return mayBeOf === null || (mayBeOf(agent ?? "") && agent !== null);
    },
  };
}

/** For what the backend does on its own account. */
export const everything: Scope = createScope({ sdkAppIds: null, agents: null });

/** The same for the same bounds in every process, whatever order they were given in. */
function tagOf({ sdkAppIds, agents }: Bounds, { fields }: Mask): string {
  if (sdkAppIds === null && agents === null && fields.length === 0) return "";
  const bounds = JSON.stringify([
    sdkAppIds && [...new Set(sdkAppIds)].toSorted((one, other) => one - other),
    agents && [...new Set(agents)].toSorted(),
    fields,
  ]);
  return createHash("sha256").update(bounds).digest("base64url").slice(0, 12);
}
