import type { Campaign } from "@cruiseboard/contract";
import { type ComponentType, memo } from "react";

/** A part that depends on these fields of a campaign and no other, and renders only when one of them has changed. */
export function partOfCampaign<Field extends keyof Campaign>(
  fields: readonly Field[],
  Part: ComponentType<{ readonly campaign: Pick<Campaign, Field> }>,
) {
  return memo(Part, (before, after) =>
    fields.every((field) => before.campaign[field] === after.campaign[field]),
  );
}
