import { createHmac, hkdfSync } from "node:crypto";
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

export const nothingMasked: Mask = { fields: [], apply: (shown) => shown };

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
