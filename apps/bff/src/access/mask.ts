import { createHmac, hkdfSync } from "node:crypto";

/** What of a campaign can be withheld from viewers who may see the campaign itself. */
export const maskableFields = ["agent", "uui"] as const;
export type MaskableField = (typeof maskableFields)[number];

export interface Mask {
  /** Sorted; empty: nothing is withheld. */
  readonly fields: readonly MaskableField[];
  /** The same object if there is nothing to withhold. */
  apply<T extends { agent: string | null; uui?: string | null }>(campaign: T): T;
}

export const nothingMasked: Mask = { fields: [], apply: (campaign) => campaign };

/**
 * A masked agent is a pseudonym, the same for the same agent, so that grouping by agent still tells the truth; who it
 * is cannot be found by trying names without the key. UUI is withheld altogether: null.
 *
 * @param secret of the installation; what is made of it here tells nothing of it.
 */
export function createMask(masked: ReadonlySet<MaskableField>, secret: string): Mask {
  const fields = maskableFields.filter((field) => masked.has(field));
  if (fields.length === 0) return nothingMasked;
  const key = Buffer.from(hkdfSync("sha256", secret, "", "cruiseboard agent pseudonyms", 32));
  const pseudonymOf = (agent: string) =>
    `agent-${createHmac("sha256", key).update(agent).digest("hex").slice(0, 10)}`;
  return {
    fields,
    apply: (campaign) => ({
      ...campaign,
      ...(masked.has("agent") && { agent: campaign.agent && pseudonymOf(campaign.agent) }),
      ...(masked.has("uui") && campaign.uui !== undefined && { uui: null }),
    }),
  };
}
