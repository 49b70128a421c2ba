import { z } from "zod";
import { roles } from "./enumerations.ts";
import { sdkAppIdSchema } from "./identifiers.ts";

export const viewerSchema = z
  .object({
    subject: z.string().meta({ examples: ["u17"] }),
    name: z.string().meta({ examples: ["Li Na"] }),
    role: z.enum(roles),
    sdkAppIds: z.array(sdkAppIdSchema).nullable().describe("null: every application"),
    agents: z
      .array(z.string().meta({ examples: ["*@team-a.example.com"] }))
      .nullable()
      .describe("Globs over agent accounts; null: every agent"),
  })
  .meta({ id: "Viewer" });

/** The viewer, and which features are enabled. */
export const sessionSchema = z.object({
  viewer: viewerSchema,
  mode: z.enum(["demo", "live"]),
  version: z.string(),
  masked: z
    .array(z.enum(["agent", "uui", "message"]))
    .describe(
      "What is hidden from this viewer; message: the upstream's messages about failures, replaced by a general sentence for the code",
    ),
  enabled: z.object({
    watchListEditing: z.boolean().describe("This viewer may add and remove campaigns"),
    apiKeys: z.boolean().optional().describe("This viewer may make and revoke API keys"),
    discovery: z
      .boolean()
      .optional()
      .describe("New campaigns are searched for, and suggested to this viewer"),
    bearerTokens: z.boolean(),
    signIn: z.boolean(),
  }),
});

export const embedSchema = z.object({
  parentOrigins: z.array(z.string()).describe("Exact origins of portals that may frame the page"),
});

export type Viewer = z.infer<typeof viewerSchema>;
export type Session = z.infer<typeof sessionSchema>;
export type Embed = z.infer<typeof embedSchema>;
