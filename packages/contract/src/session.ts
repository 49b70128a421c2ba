import { z } from "zod";
import { roles } from "./enumerations.ts";

export const viewerSchema = z
  .object({
    subject: z.string(),
    name: z.string(),
    role: z.enum(roles),
    sdkAppIds: z.array(z.int().positive()).nullable().describe("null: every application"),
    agents: z.array(z.string()).nullable().describe("Globs over agent accounts; null: every agent"),
  })
  .meta({
    id: "Viewer",
    examples: [
      {
        subject: "u17",
        name: "Li Na",
        role: "viewer",
        sdkAppIds: [1_400_000_000],
        agents: ["*@team-a.example.com"],
      },
    ],
  });

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
