import type { AccessConfig, SignInConfig, TokenConfig } from "../../config/access-config.ts";
import type { Config } from "../../config/config.ts";
import { bad, type Finding, good, note } from "./finding.ts";

type Asked = Pick<Config, "access" | "embedParentOrigins" | "host" | "metricsToken">;

/** How people and portals show who they are, and who may frame the page. */
export async function checkAccess(config: Asked): Promise<readonly Finding[]> {
  const { tokens, signIn } = config.access;
  return [
    ...(tokens === null && signIn === null ? openFindings(config.access) : []),
    ...(tokens === null ? [] : [await tokenFinding(tokens)]),
    ...(signIn === null ? [] : await signInFindings(signIn)),
    ...proxyFinding(config.access),
    framingFinding(config),
    metricsFinding(config.metricsToken),
  ];
}

function openFindings({ trustProxy }: AccessConfig): readonly Finding[] {
  const remedy =
    "For a portal set EMBED_JWT_SECRET or EMBED_JWKS_URL, for people OIDC_ISSUER_URL and its companions.";
  return [
    note("Access", "open to whoever uses this machine, as manager", remedy),
    ...(trustProxy === 0
      ? []
      : [
          bad(
            "Proxy",
            "while access is open, whatever the proxy of TRUST_PROXY passes on is refused",
            remedy,
          ),
        ]),
  ];
}

async function tokenFinding({ key, audience, issuer }: TokenConfig): Promise<Finding> {
  const claims = `aud ${audience}${issuer === null ? "" : `, iss ${issuer}`}`;
  if (key.kind === "secret") return good("Tokens", `HS256 with EMBED_JWT_SECRET, long enough; ${claims}`);
  const set = await readJson(key.url);
  if (set.kind === "failed")
    return bad(
      "Tokens",
      `EMBED_JWKS_URL: ${set.reason}`,
      "Let this machine fetch it: without keys every token is refused.",
    );
  const { keys } = set.json as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0)
    return bad(
      "Tokens",
      "EMBED_JWKS_URL answers without keys",
      "It has to be a JSON Web Key Set with a key for RS256 or ES256.",
    );
  return good("Tokens", `RS256 or ES256 with ${keys.length} of EMBED_JWKS_URL; ${claims}`);
}

async function signInFindings({ issuer, publicUrl }: SignInConfig): Promise<readonly Finding[]> {
  const found = await readJson(new URL(`${issuer.href.replace(/\/$/, "")}/.well-known/openid-configuration`));
  if (found.kind === "failed")
    return [
      bad(
        "Sign-in",
        `OIDC_ISSUER_URL: ${found.reason}`,
        "Let this machine reach the provider; the address is the one before /.well-known/.",
      ),
    ];
  const provider = found.json as Partial<Record<string, unknown>>;
  const named = provider["issuer"];
  if (named !== issuer.href && named !== issuer.href.replace(/\/$/, ""))
    return [
      bad(
        "Sign-in",
        `the provider calls itself ${String(named).slice(0, 200)}`,
        "Set OIDC_ISSUER_URL to exactly that.",
      ),
    ];
  const callback = new URL("/auth/callback", publicUrl).href;
  return [
    good("Sign-in", `${named} answers; it has to know ${callback} as a redirect URI`),
    signOutFinding(provider["revocation_endpoint"]),
  ];
}

function signOutFinding(revocationEndpoint: unknown): Finding {
  return typeof revocationEndpoint === "string"
    ? good("Sign-out", "ends the session on every backend and revokes its refresh token at the provider")
    : note(
        "Sign-out",
        "ends the session on every backend; the provider has no revocation_endpoint, so a refresh token stays valid there",
        "Cruiseboard refuses it all the same. Let the provider's refresh tokens expire soon.",
      );
}

function proxyFinding({ publicUrl, trustProxy }: AccessConfig): readonly Finding[] {
  if (publicUrl === null) return [];
  if (publicUrl.protocol === "https:" && trustProxy === 0)
    return [
      note(
        "Proxy",
        `browsers come to ${publicUrl.origin}, and no proxy in front is trusted`,
        "If one ends TLS, set TRUST_PROXY=1, so that its X-Forwarded- headers count.",
      ),
    ];
  return [good("Address", `browsers come to ${publicUrl.origin}`)];
}

function framingFinding({ embedParentOrigins: origins, access }: Asked): Finding {
  if (origins.length === 0)
    return note(
      "Framing",
      "no page may frame the board",
      "For a portal set EMBED_PARENT_ORIGINS to its origin.",
    );
  const words = `${origins.join(", ")} may frame the board`;
  if (access.tokens === null && access.signIn !== null)
    return note(
      "Framing",
      words,
      "With sign-in alone, a portal on another site needs tokens: its frame gets no cookies.",
    );
  return good("Framing", words);
}

function metricsFinding(token: string | null): Finding {
  return token === null
    ? note("Metrics", "for programs on this machine alone", "For a Prometheus elsewhere set METRICS_TOKEN.")
    : good("Metrics", "for whoever shows METRICS_TOKEN");
}

const answerWithinMs = 5000;

type Read =
  | { readonly kind: "read"; readonly json: object }
  | { readonly kind: "failed"; readonly reason: string };

/** Fetches a JSON object. Never throws; `reason` holds nothing of the answer. */
async function readJson(url: URL): Promise<Read> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(answerWithinMs) });
    if (!response.ok) return { kind: "failed", reason: `${url.origin} answers ${response.status}` };
    const json: unknown = await response.json();
    if (typeof json === "object" && json !== null) return { kind: "read", json };
    return { kind: "failed", reason: `${url.origin} answers something else` };
  } catch (error) {
    return { kind: "failed", reason: `${url.origin} cannot be read (${reasonOf(error)})` };
  }
}

function reasonOf(error: unknown): string {
  const { cause, name } = error as Error;
  const { code } = (cause ?? {}) as { code?: unknown };
  if (typeof code === "string") return code;
  return name === "SyntaxError" ? "no JSON" : name;
}
