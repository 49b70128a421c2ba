import { createHash } from "node:crypto";
import type { Viewer } from "@cruiseboard/contract";
import { LRUCache } from "lru-cache";
import { createMask, type Mask, type MaskableField, nothingMasked } from "./mask.ts";

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

export function createScope(bounds: Bounds, mask: Mask = nothingMasked): Scope {
  const applications = bounds.sdkAppIds === null ? null : new Set(bounds.sdkAppIds);
  const mayBeOf = bounds.agents === null ? null : createAgentMatcher(bounds.agents);
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

/**
 * Whether globs cover an agent's account. In a glob `*` stands for any run of characters, none included; every other
 * character stands for itself. Letters of ASCII match in either case, as accounts are mail addresses; others do not.
 *
 * Our own matcher: globs come out of tokens, and the libraries compile them to regular expressions, some of which
 * take exponential time (`*a*a*a*b`). This one looks for each piece once, from left to right.
 */
export function createAgentMatcher(globs: readonly string[]): (agent: string) => boolean {
  const folded = globs.map(fold);
  const accounts = new Set(folded.filter((glob) => !glob.includes("*")));
  const patterns = folded.filter((glob) => glob.includes("*")).map((glob) => glob.split("*"));
  return (agent) => {
    const account = fold(agent);
    return accounts.has(account) || patterns.some((pieces) => covers(pieces, account));
  };
}

/** @param pieces what stands between the stars; at least two, each possibly empty. */
function covers(pieces: readonly string[], account: string): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  const end = account.length - last.length;
  if (end < first.length || !account.startsWith(first) || !account.endsWith(last)) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = account.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= end;
}

/** `toLowerCase` alone would also turn the Kelvin sign into a k. */
function fold(text: string): string {
  return /[A-Z]/.test(text) ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** One scope for all viewers with the same bounds. */
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
  function maskOf({ role, sdkAppIds, agents }: Viewer) {
    if (role !== "manager") return viewersMask;
    return sdkAppIds === null && agents === null ? nothingMasked : managersMask;
  }

  return {
    scopeOf(viewer) {
      const mask = maskOf(viewer);
      const made = createScope(viewer, mask);
      const known = scopes.get(made.tag) ?? made;
      scopes.set(made.tag, known);
      return known;
    },
  };
}
