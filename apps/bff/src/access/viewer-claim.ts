import { roles, type Viewer } from "@cruiseboard/contract";
import { z } from "zod";
import { AccessRefusal } from "./access-refusal.ts";

/**
 * The claim `cruiseboard` of a bearer token or an ID token. Nothing has a default: a restriction that was forgotten
 * would otherwise read as "no restriction".
 */
const claimSchema = z.object({
  role: z.enum(roles),
  sdkAppIds: z.array(z.int().positive()).max(1000).nullable(),
  agents: z.array(z.string().max(320)).max(1000).nullable(),
});

const text = z.string().max(300).optional().catch(undefined);
const personSchema = z.object({ sub: text, name: text, preferred_username: text, email: text });

/** Who the verified claims speak of. Throws AccessRefusal if the claim `cruiseboard` is there, but is none. */
export function viewerOf(claims: Readonly<Record<string, unknown>>): Viewer {
  const { sub, name, preferred_username: account, email } = personSchema.parse(claims);
  const subject = sub ?? "unnamed";
  return { subject, name: name ?? account ?? email ?? subject, ...boundsOf(claims["cruiseboard"]) };
}

type Bounds = Pick<Viewer, "role" | "sdkAppIds" | "agents">;

/** Somebody whom nobody said anything of may know that this is Cruiseboard, and nothing else. */
const nothing: Bounds = { role: "viewer", sdkAppIds: [], agents: [] };

function boundsOf(claim: unknown): Bounds {
  if (claim === undefined) return nothing;
  const parsed = claimSchema.safeParse(claim);
  if (parsed.success) return parsed.data;
  const fields = new Set(
    parsed.error.issues.map(({ path }) => ["cruiseboard", path[0] ?? []].flat().join(".")),
  );
  throw new AccessRefusal("badClaim", `The claim is not what it has to be: ${[...fields].join(", ")}`);
}
