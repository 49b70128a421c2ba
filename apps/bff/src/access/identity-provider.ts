import * as oidc from "openid-client";
import type { Clock } from "../clock.ts";
import type { SignInConfig } from "../config/access-config.ts";
import { AccessRefusal } from "./admission.ts";
import { clockToleranceSeconds } from "./bearer-tokens.ts";
import { callbackPath } from "./sign-in-paths.ts";

export interface Grant {
  readonly claims: Readonly<Record<string, unknown>>;
  /** Expiry, epoch ms. */
  readonly until: number;
  readonly idToken: string;
  /** null: not renewable. */
  readonly refreshToken: string | null;
}

/** Kept by the browser while it is at the provider. */
interface Departure {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export type IdentityProvider = ReturnType<typeof createIdentityProvider>;

const timeoutSeconds = 5;
const retryDiscoveryAfterMs = 2000;

/**
 * Discovered at first use: the backend starts without it. Every method rejects with AccessRefusal: "unavailable" if the
 * provider cannot be reached, another reason if it refuses.
 */
export function createIdentityProvider(config: SignInConfig, clock: Pick<Clock, "monotonic">) {
  const redirectUri = new URL(callbackPath, config.publicUrl).href;
  const provider = cachedDiscovery(clock, () => discover(config));

  return {
    async depart(): Promise<{ readonly url: URL; readonly departure: Departure }> {
      const configuration = await provider();
      const departure = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: scopeOf(configuration),
        state: departure.state,
        nonce: departure.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(departure.codeVerifier),
        code_challenge_method: "S256",
      });
      return { url, departure };
    },
    async arrive(callback: URL, { state, nonce, codeVerifier }: Departure): Promise<Grant> {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier };
      const configuration = await provider();
      return grantOf(
        await translated(() => oidc.authorizationCodeGrant(configuration, callback, checks)),
        null,
      );
    },
    async renew(refreshToken: string): Promise<Grant> {
      const configuration = await provider();
      return grantOf(
        await translated(() => oidc.refreshTokenGrant(configuration, refreshToken)),
        refreshToken,
      );
    },
    /** Revokes the refresh token if possible. Answers where to sign out at the provider; null: it has no such endpoint. */
    async signOut(idToken: string | null, refreshToken: string | null): Promise<URL | null> {
      const configuration = await provider();
      const { revocation_endpoint, end_session_endpoint } = configuration.serverMetadata();
      if (refreshToken && revocation_endpoint)
        await translated(() => oidc.tokenRevocation(configuration, refreshToken)).catch(() => undefined);
      if (!end_session_endpoint) return null;
      return oidc.buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: new URL("/", config.publicUrl).href,
        ...(idToken && { id_token_hint: idToken }),
      });
    },
  };
}

function discover({ issuer, clientId, clientSecret }: SignInConfig): Promise<oidc.Configuration> {
  // The configuration accepts http on this machine only.
  const insecure = issuer.protocol === "http:";
  return translated(() =>
    oidc.discovery(
      issuer,
      clientId,
      { [oidc.clockTolerance]: clockToleranceSeconds },
      oidc.ClientSecretBasic(clientSecret),
      {
        timeout: timeoutSeconds,
        execute: [
          // Verifies ID tokens' signatures, though the protocol accepts TLS instead.
          oidc.enableNonRepudiationChecks,
          // oxlint-disable-next-line typescript/no-deprecated -- deprecated only as a warning
          ...(insecure ? [oidc.allowInsecureRequests] : []),
        ],
      },
    ),
  );
}

/** Some providers need `offline_access` for a refresh token, others refuse it. */
function scopeOf(configuration: oidc.Configuration): string {
  const offered = configuration.serverMetadata().scopes_supported ?? [];
  return [
    "openid",
    "profile",
    "email",
    ...(offered.includes("offline_access") ? ["offline_access"] : []),
  ].join(" ");
}

function grantOf(
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
  refreshedWith: string | null,
): Grant {
  const claims = tokens.claims();
  if (!claims || !tokens.id_token)
    throw new AccessRefusal("notSignedIn", "The identity provider sent no ID token");
  return {
    claims,
    until: (claims.exp + clockToleranceSeconds) * 1000,
    idToken: tokens.id_token,
    // Without rotation the old one stays valid.
    refreshToken: tokens.refresh_token ?? refreshedWith,
  };
}

async function translated<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(cause: unknown): AccessRefusal {
  const { code } = (cause ?? {}) as { code?: unknown };
  // The ID token's issuer, audience or nonce.
  if (code === "OAUTH_JWT_CLAIM_COMPARISON_FAILED")
    return new AccessRefusal("unfitToken", "The ID token of the identity provider is not for this use", {
      cause,
    });
  const isRefused =
    cause instanceof oidc.AuthorizationResponseError ||
    (cause instanceof oidc.ResponseBodyError && cause.status < 500) ||
    // Such as another state.
    code === "OAUTH_INVALID_RESPONSE";
  return isRefused
    ? new AccessRefusal("notSignedIn", "The identity provider refused the sign-in", { cause })
    : new AccessRefusal("unavailable", "The identity provider cannot be reached at present", { cause });
}

function cachedDiscovery<T>(
  clock: Pick<Clock, "monotonic">,
  discoverOnce: () => Promise<T>,
): () => Promise<T> {
  let found: Promise<T> | null = null;
  let failedAt: number | null = null;
  return () => {
    const isFresh = failedAt === null || clock.monotonic() - failedAt < retryDiscoveryAfterMs;
    if (found && isFresh) return found;
    failedAt = null;
    found = discoverOnce();
    found.catch(() => {
      failedAt = clock.monotonic();
    });
    return found;
  };
}
