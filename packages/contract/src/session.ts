import { z } from "zod";

export const roles = ["viewer", "manager"] as const;

export const viewerSchema = z.object({
  subject: z.string(),
  name: z.string(),
  role: z.enum(roles),
  sdkAppIds: z.array(z.int().positive()).nullable().describe("null: every application"),
  agents: z.array(z.string()).nullable().describe("Globs over agent accounts; null: every agent"),
});

export const modes = ["demo", "live"] as const;

/** Who is looking, at what, and which parts of the product are switched on here. */
export const sessionSchema = z.object({
  viewer: viewerSchema,
  mode: z.enum(modes),
  version: z.string(),
  masked: z
    .array(z.enum(["agent", "uui", "message"]))
    .describe(
      "What of each campaign is withheld from this viewer; message: the upstream's words about failures, in place of which a plain sentence for the code stands",
    ),
  enabled: z.object({
    watchListEditing: z.boolean().describe("This viewer may add and remove campaigns"),
    bearerTokens: z.boolean(),
    signIn: z.boolean(),
  }),
});

export type Role = (typeof roles)[number];
export type Viewer = z.infer<typeof viewerSchema>;
export type Mode = (typeof modes)[number];
export type Session = z.infer<typeof sessionSchema>;
