import { z } from "zod";

/** What the page has to know before it trusts whoever frames it. */
export const embedSchema = z.object({
  parentOrigins: z.array(z.string()).describe("Exact origins of the portals that may frame the page"),
});

export type Embed = z.infer<typeof embedSchema>;
