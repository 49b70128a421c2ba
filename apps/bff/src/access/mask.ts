import { createHmac, hkdfSync } from "node:crypto";
import { failureMessageOf } from "../campaigns/observation.ts";

/** What of a campaign can be withheld from viewers who may see the campaign itself, by configuration. */
export const maskableFields = ["agent", "uui"] as const;
export type MaskableField = (typeof maskableFields)[number];
/** message: the upstream's words about a failure. */
const maskedFields = [...maskableFields, "message"] as const;
export type MaskedField = (typeof maskedFields)[number];

interface Failed {
  readonly code: string;
  readonly message: string;
}

/** Of a campaign, a preview or a failure, what may be withheld. */
interface Masked {
  readonly agent?: string | null;
  readonly uui?: string | null;
  readonly failure?: Failed | null;
  readonly code?: string;
  readonly message?: string;
}

export interface Mask {
  /** Sorted; empty: nothing is withheld. */
  readonly fields: readonly MaskedField[];
  /** The same object if there is nothing to withhold. */
  apply<T extends Masked>(shown: T): T;
}

export const nothingMasked: Mask = { fields: [], apply: (shown) => shown };

/**
 * A masked agent is a pseudonym, the same for the same agent, so that grouping by agent still tells the truth; who it
 * is cannot be found by trying names without the key. UUI is withheld altogether: null. Messages become ours.
 *
 * @param secret of the installation; what is made of it here tells nothing of it.
 */
export function createMask(masked: ReadonlySet<MaskedField>, secret: string): Mask {
  const fields = maskedFields.filter((field) => masked.has(field));
  if (fields.length === 0) return nothingMasked;
  const key = Buffer.from(hkdfSync("sha256", secret, "", "cruiseboard agent pseudonyms", 32));
  const pseudonymOf = (agent: string) =>
    `agent-${createHmac("sha256", key).update(agent).digest("hex").slice(0, 10)}`;
  return {
    fields,
    apply(shown) {
      const { agent, uui, failure } = shown;
      const changes: Masked = {
        ...(masked.has("agent") && agent && { agent: pseudonymOf(agent) }),
        ...(masked.has("uui") && uui && { uui: null }),
        ...(masked.has("message") && failure && { failure: inOurWords(failure) }),
        ...(masked.has("message") && isFailed(shown) && inOurWords(shown)),
      };
      return Object.keys(changes).length === 0 ? shown : { ...shown, ...changes };
    },
  };
}

function isFailed(shown: Masked): shown is Masked & Failed {
  return shown.code !== undefined && shown.message !== undefined;
}

function inOurWords<One extends Failed>(failed: One): One {
  return { ...failed, message: failureMessageOf(failed.code) };
}
