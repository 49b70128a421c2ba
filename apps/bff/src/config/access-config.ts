import { z } from "zod";
import { type MaskableField, maskableFields } from "../access/scope.ts";
import { basePathOf, fullUrl, publicAddress } from "./base-path.ts";
import { commaList, type EnvironmentReader, httpUrl, isLoopback, wholeNumber } from "./environment.ts";

export type AccessConfig = ReturnType<typeof readAccessConfig>;

export type TokenConfig = NonNullable<ReturnType<typeof readTokens>>;

export type SignInConfig = NonNullable<ReturnType<typeof readSignIn>>;

/** As SHA-256. */
const leastKeyBytes = 32;
/** The provider chooses it; shorter ones are placeholders. */
const leastClientSecretBytes = 16;
const tokenKeys = ["EMBED_JWT_SECRET", "EMBED_JWKS_URL"] as const;
const signInVariables = [
  "OIDC_ISSUER_URL",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "PUBLIC_URL",
  "SESSION_SECRET",
] as const;
/** PUBLIC_URL is of use without sign-in, too. */
const signInOnly = signInVariables.filter((name) => name !== "PUBLIC_URL");

const secureUrl = httpUrl().refine(isSecure, { error: "must be an https URL, or http on this machine" });
const text = z.string().trim().max(500, "must have at most 500 characters");
/** As Express accepts them. */
const proxy = z.union([
  z.enum(["loopback", "linklocal", "uniquelocal"]),
  z.ipv4(),
  z.ipv6(),
  z.cidrv4(),
  z.cidrv6(),
]);
const proxiesWanted =
  "must be a number of proxies from 0 to 9, or their addresses and subnets, separated by commas";

const accessSchema = z.object({
  EMBED_JWKS_URL: secureUrl.optional(),
  EMBED_JWT_ISSUER: text.optional(),
  EMBED_JWT_AUDIENCE: text.default("cruiseboard"),
  EMBED_JWT_MAX_HOURS: wholeNumber(1, 8760, " of hours").default(24),
  OIDC_ISSUER_URL: secureUrl.optional(),
  OIDC_CLIENT_ID: text.optional(),
  SESSION_MAX_HOURS: wholeNumber(1, 336, " of hours").default(12),
  PUBLIC_URL: publicAddress.optional(),
  TRUST_PROXY: z
    .union(
      [
        z.string().regex(/^\d$/).transform(Number),
        commaList(proxy).refine(({ length }) => length > 0, proxiesWanted),
      ],
      proxiesWanted,
    )
    .default(0),
  MASK_FOR_VIEWERS: commaList(
    z.enum(maskableFields, "must name agent, uui or both, separated by a comma"),
  ).default([]),
});

export function readAccessConfig(reader: EnvironmentReader) {
  const values = reader.variables(accessSchema);
  // `has` counts them as set.
  for (const name of Object.keys(accessSchema.shape))
    if (reader.given[`${name}_FILE`] !== undefined)
      reader.problems.push(`${name}_FILE is not read: set ${name} itself`);
  return {
    tokens: readTokens(reader, values),
    signIn: readSignIn(reader, values),
    publicUrl: fullUrl(values.PUBLIC_URL),
    /** The path under which browsers find everything, such as `/apps/cruiseboard`; empty: the root. */
    basePath: basePathOf(values.PUBLIC_URL),
    /** Express's `trust proxy`: the number of proxies, or their addresses. */
    trustProxy: values.TRUST_PROXY as number | readonly string[],
    maskForViewers: new Set(values.MASK_FOR_VIEWERS) as ReadonlySet<MaskableField>,
  };
}

export function configuresAccess({ has }: EnvironmentReader): boolean {
  return [...tokenKeys, ...signInOnly].some(has);
}

type Values = z.infer<typeof accessSchema>;

function readTokens({ has, secret: readSecret, problems }: EnvironmentReader, values: Values) {
  const secret = readSecret("EMBED_JWT_SECRET", leastKeyBytes);
  const url = values.EMBED_JWKS_URL;
  if (secret && url) problems.push("EMBED_JWT_SECRET and EMBED_JWKS_URL are both set: set one of them");
  if (!tokenKeys.some(has))
    for (const name of ["EMBED_JWT_ISSUER", "EMBED_JWT_AUDIENCE", "EMBED_JWT_MAX_HOURS"].filter(has))
      problems.push(`${name} has no effect without a key for tokens: set ${tokenKeys.join(" or ")}, too`);
  const { EMBED_JWT_ISSUER: issuer = null, EMBED_JWT_AUDIENCE: audience } = values;
  const longestLifeMs = values.EMBED_JWT_MAX_HOURS * 3_600_000;
  const secretKey = secret ? ({ kind: "secret", secret } as const) : null;
  const key = url ? ({ kind: "jwks", url: new URL(url) } as const) : secretKey;
  return key && { key, issuer, audience, longestLifeMs };
}

function readSignIn({ has, secret, problems }: EnvironmentReader, values: Values) {
  const clientSecret = secret("OIDC_CLIENT_SECRET", leastClientSecretBytes);
  const sessionSecret = secret("SESSION_SECRET", leastKeyBytes);
  if (!signInOnly.some(has)) {
    if (has("SESSION_MAX_HOURS"))
      problems.push(
        `SESSION_MAX_HOURS has no effect without sign-in: set ${signInVariables.join(", ")}, too`,
      );
    return null;
  }
  for (const name of signInVariables)
    if (!has(name)) problems.push(`${name} is missing: sign-in needs all of ${signInVariables.join(", ")}`);
  const { OIDC_ISSUER_URL: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: address } = values;
  const publicUrl = fullUrl(address);
  if (address && !publicUrl)
    problems.push("PUBLIC_URL must be a whole URL, not a path alone: sign-in sends browsers back to it");
  if (!issuer || !clientId || !publicUrl || !clientSecret || !sessionSecret) return null;
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret,
    publicUrl,
    sessionSecret,
    longestSessionMs: values.SESSION_MAX_HOURS * 3_600_000,
  };
}

function isSecure(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || isLoopback(hostname);
}
