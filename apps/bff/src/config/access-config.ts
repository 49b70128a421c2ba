import { isIP } from "node:net";
import { z } from "zod";
import { type MaskableField, maskableFields } from "../access/mask.ts";
import { commaList, type Environment, readSecret, readVariables } from "./environment.ts";

/** How people and portals show who they are. Neither way: open access, from this machine only. */
export interface AccessConfig {
  /** null: bearer tokens are not accepted. */
  readonly tokens: TokenConfig | null;
  /** null: nobody signs in. */
  readonly signIn: SignInConfig | null;
  /** Under which browsers reach this installation; null: not told. */
  readonly publicUrl: URL | null;
  /** Proxies in front, by their number or their addresses, as Express's `trust proxy` has it; 0: none. */
  readonly trustProxy: number | readonly string[];
  readonly maskForViewers: ReadonlySet<MaskableField>;
}

/** Tokens that a portal's own backend mints. The kind of key decides the algorithm, never the token. */
export interface TokenConfig {
  readonly key:
    | { readonly kind: "secret"; readonly secret: string }
    | { readonly kind: "jwks"; readonly url: URL };
  /** null: any. */
  readonly issuer: string | null;
  readonly audience: string;
  /** A token that is valid for longer than this from now is refused, ms. */
  readonly longestLifeMs: number;
}

export interface SignInConfig {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly publicUrl: URL;
  readonly sessionSecret: string;
  /** From signing in on, however often it is renewed. */
  readonly longestSessionMs: number;
}

/** As many bytes as the hash that they key. */
const leastKeyBytes = 32;
/** The provider chooses it; shorter ones are placeholders. */
const leastClientSecretBytes = 16;
const signInVariables = [
  "OIDC_ISSUER_URL",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "PUBLIC_URL",
  "SESSION_SECRET",
] as const;
/** Any of these says that somebody meant to turn on an access mode. */
const modeVariables = ["EMBED_JWT_SECRET", "EMBED_JWKS_URL", ...signInVariables.filter(isOfSignInAlone)];

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true });
/** Keys and sign-in that pass over a network in the clear are anybody's. */
const secureUrl = httpUrl.refine(isSecure, { error: "must be an https URL, or http on this machine" });
const text = z.string().trim().max(500, "must have at most 500 characters");
const proxyNames = new Set(["loopback", "linklocal", "uniquelocal"]);
const proxiesWanted =
  "must be a number of proxies from 0 to 9, or their addresses and subnets, separated by commas";

const accessSchema = z.object({
  EMBED_JWKS_URL: secureUrl.optional(),
  EMBED_JWT_ISSUER: text.optional(),
  EMBED_JWT_AUDIENCE: text.default("cruiseboard"),
  EMBED_JWT_MAX_HOURS: hours(8760).default(24),
  OIDC_ISSUER_URL: secureUrl.optional(),
  OIDC_CLIENT_ID: text.optional(),
  SESSION_MAX_HOURS: hours(336).default(12),
  PUBLIC_URL: httpUrl
    .refine(isPlainOrigin, { error: "must be a URL without a path, query or user" })
    .optional(),
  TRUST_PROXY: z
    .union(
      [
        z.string().regex(/^\d$/).transform(Number),
        commaList(z.string()).refine((parts) => parts.length > 0 && parts.every(isProxy), proxiesWanted),
      ],
      proxiesWanted,
    )
    .default(0),
  MASK_FOR_VIEWERS: commaList(
    z.enum(maskableFields, "must name agent, uui or both, separated by a comma"),
  ).default([]),
});

/** Reads the variables of access; faults go to `problems`, each with its variable's name. */
export function readAccessConfig(given: Environment, problems: string[]): AccessConfig {
  const values = readVariables(accessSchema, given, problems);
  const publicUrl = values.PUBLIC_URL === undefined ? null : new URL(values.PUBLIC_URL);
  return {
    tokens: readTokens(given, values, problems),
    signIn: readSignIn(given, values, problems),
    publicUrl,
    trustProxy: values.TRUST_PROXY,
    maskForViewers: new Set(values.MASK_FOR_VIEWERS),
  };
}

/** Whether any of the variables is there that turn on an access mode, rightly or wrongly filled. */
export function configuresAccess(given: Environment): boolean {
  return modeVariables.some((name) => isGiven(given, name));
}

type Values = z.infer<typeof accessSchema>;

function readTokens(given: Environment, values: Values, problems: string[]): TokenConfig | null {
  const secret = readSecret(given, "EMBED_JWT_SECRET", problems, leastKeyBytes);
  const url = values.EMBED_JWKS_URL;
  if (secret && url) problems.push("EMBED_JWT_SECRET and EMBED_JWKS_URL are both set: set one of them");
  const { EMBED_JWT_ISSUER: issuer = null, EMBED_JWT_AUDIENCE: audience } = values;
  const rules = { issuer, audience, longestLifeMs: values.EMBED_JWT_MAX_HOURS * 3_600_000 };
  if (url) return { key: { kind: "jwks", url: new URL(url) }, ...rules };
  return secret ? { key: { kind: "secret", secret }, ...rules } : null;
}

function readSignIn(given: Environment, values: Values, problems: string[]): SignInConfig | null {
  const clientSecret = readSecret(given, "OIDC_CLIENT_SECRET", problems, leastClientSecretBytes);
  const sessionSecret = readSecret(given, "SESSION_SECRET", problems, leastKeyBytes);
  // PUBLIC_URL alone is of use without sign-in, too.
  if (!signInVariables.filter(isOfSignInAlone).some((name) => isGiven(given, name))) return null;
  for (const name of signInVariables)
    if (!isGiven(given, name))
      problems.push(`${name} is missing: sign-in needs all of ${signInVariables.join(", ")}`);
  const { OIDC_ISSUER_URL: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: publicUrl } = values;
  if (!issuer || !clientId || !publicUrl || !clientSecret || !sessionSecret) return null;
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret,
    publicUrl: new URL(publicUrl),
    sessionSecret,
    longestSessionMs: values.SESSION_MAX_HOURS * 3_600_000,
  };
}

function hours(most: number) {
  return z
    .string()
    .regex(/^\d{1,4}$/, `must be a whole number of hours from 1 to ${most}`)
    .transform(Number)
    .pipe(z.number().min(1, "must be at least 1").max(most, `must be at most ${most}`));
}

function isGiven(given: Environment, name: string): boolean {
  return given[name] !== undefined || given[`${name}_FILE`] !== undefined;
}

function isOfSignInAlone(name: string): boolean {
  return name !== "PUBLIC_URL";
}

function isSecure(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || loopbackHosts.has(hostname);
}

function isPlainOrigin(address: string): boolean {
  return URL.canParse(address) && new URL(address).href === `${new URL(address).origin}/`;
}

/** What Express knows as a trusted proxy: a name for a range, an address, or a subnet. */
function isProxy(part: string): boolean {
  const [address = "", bits, ...rest] = part.split("/");
  if (proxyNames.has(part)) return true;
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  return (
    family !== 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}
