import { z } from "zod";
import { campaignKeySchema } from "./identifiers.ts";

export const focusLimits = { campaigns: 200, lapsesAfterMs: 30_000 } as const;

/** What a viewer has on screen; asked of the upstream first until it lapses. */
export const focusSchema = z.strictObject({
  campaigns: z.array(campaignKeySchema).max(focusLimits.campaigns),
});

export type Focus = z.infer<typeof focusSchema>;
