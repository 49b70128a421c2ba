import { z } from "zod";
import { campaignKeySchema } from "./identifiers.ts";

export const focusLimits = { campaigns: 200, lapsesAfterMs: 30_000 } as const;

/** What a viewer has on screen; asked of the upstream first until it lapses. */
export const focusSchema = z.strictObject({
  page: z
    .string()
    .max(64)
    .optional()
    .describe("Tells one viewer's open pages apart: each replaces only what it said itself"),
  campaigns: z.array(campaignKeySchema).max(focusLimits.campaigns),
});

export type Focus = z.infer<typeof focusSchema>;
