import type { IncomingMessage } from "node:http";
import { roles, type Viewer } from "@cruiseboard/contract";
import { z } from "zod";
import type { Scope } from "./scope.ts";

/** Who asks, what of the board is for this viewer, and for how long that holds. */
export interface Admission {
  readonly viewer: Viewer;
  readonly scope: Scope;
  /** open: nobody has to say who they are · bearer: by a token · session: by having signed in. */
  readonly by: "open" | "bearer" | "session";
  /** Epoch ms from which on it is void. */
  readonly until: number;
  /** A Set-Cookie header that the answer has to carry; null: none. */
  readonly setCookie: string | null;
}

/** Tells who asks. */
export interface Gate {
  /**
   * At once for whoever is known already, which nearly everybody is. Throws, or rejects with, AccessRefusal.
   */
  admit(request: IncomingMessage): Admission | Promise<Admission>;
}

export type RefusalReason =
  | "missing"
  | "malformed"
  | "expired"
  /** Valid for longer than this installation allows. */
  | "livesTooLong"
  | "notYetValid"
  | "badSignature"
  | "wrongAlgorithm"
  | "wrongAudience"
  | "wrongIssuer"
  | "unknownKey"
  | "badClaim"
  /** The identity provider does not vouch for this person. */
  | "notSignedIn"
  /** Its ID token is for another client, or renews a session for another person or issuer. */
  | "unfitToken"
  /** Not the caller's fault: the keys or the identity provider cannot be reached. */
  | "unavailable";

/**
 * Whoever asks has not shown who they are, or it cannot be found out at present. `message` is plain ASCII without
 * quotes, for whoever has to mend it, and repeats nothing that was sent.
 */
export class AccessRefusal extends Error {
  override readonly name = "AccessRefusal";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

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
