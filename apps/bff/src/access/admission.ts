import { roles, type Viewer } from "@cruiseboard/contract";
import { z } from "zod";
import type { Scope } from "./scope.ts";

export interface Admission {
  readonly viewer: Viewer;
  readonly scope: Scope;
  readonly by: "open" | "bearer" | "session" | "apiKey";
  /** May add to the watch list, and nothing else. */
  readonly registersOnly?: boolean;
  readonly until: number;
  /** Absent: the browser has its cookie. */
  readonly setCookie?: string;
}

export type RefusalReason =
  | "missing"
  | "malformed"
  | "expired"
  /** Valid for longer than EMBED_JWT_MAX_HOURS. */
  | "livesTooLong"
  | "notYetValid"
  | "badSignature"
  | "wrongAlgorithm"
  | "wrongAudience"
  | "wrongIssuer"
  | "unknownKey"
  | "badClaim"
  | "notSignedIn"
  /** The ID token is for another client, or renews a session of another person or issuer. */
  | "unfitToken"
  /** Known, but not allowed this call. */
  | "role"
  | "unavailable";

/** `message` goes into a header: plain ASCII without quotes, and nothing that the request sent. */
export class AccessRefusal extends Error {
  override readonly name = "AccessRefusal";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The claim `cruiseboard`. No defaults: a forgotten restriction must not mean "no restriction". */
const claimSchema = z.object({
  role: z.enum(roles),
  sdkAppIds: z.array(z.int().positive()).max(1000).nullable(),
  agents: z.array(z.string().max(320)).max(1000).nullable(),
});

const text = z.string().max(300).optional().catch(undefined);
const personSchema = z.object({ sub: text, name: text, preferred_username: text, email: text });

/** The viewer of verified claims. Throws AccessRefusal if the claim `cruiseboard` is malformed. */
export function viewerOf(claims: Readonly<Record<string, unknown>>): Viewer {
  const { sub, name, preferred_username: account, email } = personSchema.parse(claims);
  const subject = sub ?? "unnamed";
  return { subject, name: name ?? account ?? email ?? subject, ...boundsOf(claims["cruiseboard"]) };
}

function boundsOf(claim: unknown): Pick<Viewer, "role" | "sdkAppIds" | "agents"> {
  if (claim === undefined) return { role: "viewer", sdkAppIds: [], agents: [] };
  const parsed = claimSchema.safeParse(claim);
  if (parsed.success) return parsed.data;
  const fields = new Set(
    parsed.error.issues.map(({ path }) => ["cruiseboard", path[0] ?? []].flat().join(".")),
  );
  throw new AccessRefusal("badClaim", `The claim is not valid: ${[...fields].join(", ")}`);
}
