import { createHash, createHmac, hkdfSync } from "node:crypto";
import { type Campaign, createAgentMatcher, type Viewer } from "@cruiseboard/contract";
import { LRUCache } from "lru-cache";
import { failureMessageOf } from "../campaigns/observation.ts";

export const maskableFields = ["agent", "uui"] as const;
export type MaskableField = (typeof maskableFields)[number];
const maskedFields = [...maskableFields, "message"] as const;
export type MaskedField = (typeof maskedFields)[number];

interface Failed {
  readonly code: string;
  readonly message: string;
}

interface Masked {
  readonly agent?: string | null;
  readonly uui?: string | null;
  readonly agentStatus?: { readonly reason: string | null } | null;
  readonly failure?: Failed | null;
  readonly code?: string;
  readonly message?: string;
}

export interface Mask {
  readonly fields: readonly MaskedField[];
  apply<T extends Masked>(shown: T): T;
}

const nothingMasked: Mask = { fields: [], apply: (shown) => shown };

/** An agent becomes a stable, keyed pseudonym, so that grouping by agent still works; uui becomes null. */
export function createMask(masked: ReadonlySet<MaskedField>, secret: string): Mask {
  const fields = maskedFields.filter((field) => masked.has(field));
  if (fields.length === 0) return nothingMasked;
  const key = Buffer.from(hkdfSync("sha256", secret, "", "cruiseboard agent pseudonyms", 32));
  const pseudonymOf = (agent: string) =>
    `agent-${createHmac("sha256", key).update(agent).digest("hex").slice(0, 10)}`;
  return {
    fields,
    apply(shown) {
      const { agent, uui, failure, agentStatus } = shown;
      const changes: Masked = {
        ...(masked.has("agent") && agent && { agent: pseudonymOf(agent) }),
        // In the agent's own words.
        ...(masked.has("agent") && agentStatus?.reason && { agentStatus: { ...agentStatus, reason: null } }),
        ...(masked.has("uui") && uui && { uui: null }),
        ...(masked.has("message") && failure && { failure: withOwnMessage(failure) }),
        ...(masked.has("message") && isFailed(shown) && withOwnMessage(shown)),
      };
      return Object.keys(changes).length === 0 ? shown : { ...shown, ...changes };
    },
  };
}

function isFailed(shown: Masked): shown is Masked & Failed {
  return shown.code !== undefined && shown.message !== undefined;
}

function withOwnMessage<One extends Failed>(failed: One): One {
  return { ...failed, message: failureMessageOf(failed.code) };
}

/** `agent` null: never observed. Then only viewers without a restriction to agents see it. */
export type ScopedCampaign = Pick<Campaign, "sdkAppId" | "agent">;

export type Scope = ReturnType<typeof createScope>;

type Bounds = Pick<Viewer, "sdkAppIds" | "agents">;

/** What one viewer may see; viewers with equal bounds share it. */
export function createScope(bounds: Bounds, mask: Mask = nothingMasked) {
  const applications = bounds.sdkAppIds === null ? null : new Set(bounds.sdkAppIds);
  const mayBeOf = bounds.agents === null ? null : createAgentMatcher(bounds.agents);
  return {
    /** Identifies the bounds in caches and cursors; empty: everything, unmasked. */
    tag: tagOf(bounds, mask),
    mask,
    isEmpty: bounds.sdkAppIds?.length === 0 || bounds.agents?.length === 0,
    maySee({ sdkAppId, agent }: ScopedCampaign): boolean {
      if (applications !== null && !applications.has(sdkAppId)) return false;
      // Always runs the globs: response times must not reveal whether a campaign exists.
      return mayBeOf === null || (mayBeOf(agent ?? "") && agent !== null);
    },
  };
}

export const everything: Scope = createScope({ sdkAppIds: null, agents: null });

/** Equal in every process. */
function tagOf({ sdkAppIds, agents }: Bounds, { fields }: Mask): string {
  if (sdkAppIds === null && agents === null && fields.length === 0) return "";
  const bounds = JSON.stringify([
    sdkAppIds && [...new Set(sdkAppIds)].toSorted((one, other) => one - other),
    agents && [...new Set(agents)].toSorted(),
    fields,
  ]);
  return createHash("sha256").update(bounds).digest("base64url").slice(0, 12);
}

export type ScopeBook = ReturnType<typeof createScopeBook>;

const mostScopes = 1000;

/** The upstream's failure messages may name other accounts and applications: only unrestricted managers read them. */
export function createScopeBook(maskForViewers: ReadonlySet<MaskableField>, secret: string) {
  const viewersMask = createMask(new Set([...maskForViewers, "message"]), secret);
  const managersMask = createMask(new Set(["message"]), secret);
  const scopes = new LRUCache<string, Scope>({ max: mostScopes });
  return {
    scopeOf(viewer: Viewer): Scope {
      const isRestricted = viewer.sdkAppIds !== null || viewer.agents !== null;
      const ofManager = isRestricted ? managersMask : nothingMasked;
      const made = createScope(viewer, viewer.role === "manager" ? ofManager : viewersMask);
      const known = scopes.get(made.tag) ?? made;
      scopes.set(made.tag, known);
      return known;
    },
  };
}
