import { proxyFaultOf } from "@cruiseboard/ccc-client";
import { callbackPath } from "../../access/sign-in-paths.ts";
import type { AccessConfig, SignInConfig, TokenConfig } from "../../config/access-config.ts";
import { publicUrlOf } from "../../config/base-path.ts";
import type { Config } from "../../config/config.ts";
import { bad, type Finding, type Findings, good, note } from "./finding.ts";

type CheckedConfig = Pick<Config, "access" | "embedParentOrigins" | "proxies">;
type ProxyConfig = Config["proxies"];

const remedies = {
  open: "For a portal set EMBED_JWT_SECRET or EMBED_JWKS_URL, for people OIDC_ISSUER_URL and its companions.",
  keys: "Let this machine fetch it: without keys every token is refused.",
  keySet: "It has to be a JSON Web Key Set with a key for RS256 or ES256.",
  provider: "Let this machine reach the provider; the address is the one before /.well-known/.",
  issuer: "Set OIDC_ISSUER_URL to exactly that.",
  refresh: "Cruiseboard refuses it all the same. Let the provider's refresh tokens expire soon.",
  proxy: "If one ends TLS, set TRUST_PROXY=1, so that its X-Forwarded- headers count.",
  portal: "For a portal set EMBED_PARENT_ORIGINS to its origin.",
  cookies: "With sign-in alone, a portal on another site needs tokens: its frame gets no cookies.",
} as const;

export async function* checkAccess(config: CheckedConfig): Findings {
  const { access, embedParentOrigins, proxies } = config;
  const { tokens, signIn } = access;
  if (tokens === null && signIn === null) yield* checkOpenAccess(access);
  if (tokens !== null) yield await checkTokens(tokens, proxies);
  if (signIn !== null) yield* checkSignIn(signIn, proxies);
  yield* checkPublicUrl(access);
  yield checkFraming(embedParentOrigins, access);
}

function* checkOpenAccess({ trustProxy }: AccessConfig) {
  yield note("Access", "open to every user of this machine, as manager", remedies.open);
  const refused = "while access is open, every request through the proxy of TRUST_PROXY is refused";
  if (trustProxy !== 0) yield bad("Proxy", refused, remedies.open);
}

async function checkTokens({ key, audience, issuer }: TokenConfig, proxies: ProxyConfig): Promise<Finding> {
  const claims = `aud ${audience}${issuer === null ? "" : `, iss ${issuer}`}`;
  if (key.kind === "secret") return good("Tokens", `HS256 with EMBED_JWT_SECRET, long enough; ${claims}`);
  const set = await readJson(key.url, proxies);
  if (typeof set === "string") return bad("Tokens", `EMBED_JWKS_URL: ${set}`, remedies.keys);
  const { keys } = set;
  return Array.isArray(keys) && keys.length > 0
    ? good("Tokens", `RS256 or ES256 with ${keys.length} of EMBED_JWKS_URL; ${claims}`)
    : bad("Tokens", "EMBED_JWKS_URL answers without keys", remedies.keySet);
}

async function* checkSignIn({ issuer, publicUrl }: SignInConfig, proxies: ProxyConfig): Findings {
  const base = issuer.href.replace(/\/$/, "");
  const provider = await readJson(new URL(`${base}/.well-known/openid-configuration`), proxies);
  if (typeof provider === "string")
    return yield bad("Sign-in", `OIDC_ISSUER_URL: ${provider}`, remedies.provider);
  const { issuer: name, revocation_endpoint: revocation } = provider;
  if (name !== issuer.href && name !== base)
    return yield bad("Sign-in", `the provider calls itself ${String(name).slice(0, 200)}`, remedies.issuer);
  const callback = publicUrlOf(callbackPath, publicUrl).href;
  yield good("Sign-in", `${name} answers; it has to accept ${callback} as a redirect URI`);
  yield typeof revocation === "string"
    ? good("Sign-out", "ends the session on every backend and revokes its refresh token at the provider")
    : note(
        "Sign-out",
        "ends the session on every backend; the provider has no revocation_endpoint, so a refresh token stays valid there",
        remedies.refresh,
      );
}

function* checkPublicUrl({ publicUrl, trustProxy }: AccessConfig) {
  if (publicUrl === null) return;
  const words = `browsers open ${publicUrl.href}`;
  yield publicUrl.protocol === "https:" && trustProxy === 0
    ? note("Proxy", `${words}, and no proxy in front is trusted`, remedies.proxy)
    : good("Address", words);
}

function checkFraming(origins: readonly string[], { tokens, signIn }: AccessConfig): Finding {
  if (origins.length === 0) return note("Framing", "no page may frame the board", remedies.portal);
  const words = `${origins.join(", ")} may frame the board`;
  const needsTokens = tokens === null && signIn !== null;
  return needsTokens ? note("Framing", words, remedies.cookies) : good("Framing", words);
}

const fetchTimeoutMs = 5000;

/** A JSON object; a string: why it could not be read, without anything of the answer. */
async function readJson(url: URL, proxies: ProxyConfig): Promise<Partial<Record<string, unknown>> | string> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(fetchTimeoutMs) });
    if (!response.ok) return `${url.origin} answers ${response.status}`;
    const json: unknown = await response.json();
    return typeof json === "object" && json !== null ? { ...json } : `${url.origin} answers something else`;
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } };
    const reason = name === "SyntaxError" ? "not JSON" : (cause?.code ?? name);
    const fault = proxyFaultOf(cause, url, proxies);
    return fault?.says ?? `${url.origin} cannot be read (${reason})`;
  }
}
