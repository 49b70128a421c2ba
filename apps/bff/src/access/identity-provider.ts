import * as oidc from "openid-client";
import type { Clock } from "../clock.ts";
import type { SignInConfig } from "../config/access-config.ts";
import { publicUrlOf } from "../config/base-path.ts";
import { AccessRefusal } from "./admission.ts";
import { clockToleranceSeconds } from "./bearer-tokens.ts";
import { callbackPath } from "./sign-in-paths.ts";

export type Grant = ReturnType<typeof grantOf>;

export type IdentityProvider = ReturnType<typeof createIdentityProvider>;

const timeoutSeconds = 5;
const retryDiscoveryAfterMs = 2000;

/** Discovered at first use: the backend starts without it. Rejects with AccessRefusal, `unavailable` if the provider cannot be reached. */
export function createIdentityProvider(config: SignInConfig, clock: Pick<Clock, "monotonic">) {
  const redirectUri = publicUrlOf(callbackPath, config.publicUrl).href;
  const provider = cachedDiscovery(config, clock);

  return {
    async depart() {
      const configuration = await provider();
      const [state, nonce, codeVerifier] = [
        oidc.randomState(),
        oidc.randomNonce(),
        oidc.randomPKCECodeVerifier(),
      ];
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: scopeOf(configuration),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
      });
      return { url, departure: { state, nonce, codeVerifier } };
    },
    async arrive(callback: URL, departure: Record<"state" | "nonce" | "codeVerifier", string>) {
      const { state, nonce, codeVerifier } = departure;
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier };
      const configuration = await provider();
      return grantOf(await translated(oidc.authorizationCodeGrant(configuration, callback, checks)), null);
    },
    async renew(refreshToken: string): Promise<Grant> {
      const configuration = await provider();
      const tokens = await translated(oidc.refreshTokenGrant(configuration, refreshToken));
      return grantOf(tokens, refreshToken);
    },
    /** Revokes the refresh token if possible. Answers where to sign out at the provider; null: it has no such endpoint. */
    async signOut(idToken: string | null, refreshToken: string | null): Promise<URL | null> {
      const configuration = await provider();
      const { revocation_endpoint, end_session_endpoint } = configuration.serverMetadata();
      if (refreshToken && revocation_endpoint)
        await translated(oidc.tokenRevocation(configuration, refreshToken)).catch(() => undefined);
      if (!end_session_endpoint) return null;
      return oidc.buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: config.publicUrl.href,
        ...(idToken && { id_token_hint: idToken }),
      });
    },
  };
}

function discover({ issuer, clientId, clientSecret }: SignInConfig): Promise<oidc.Configuration> {
  // The configuration accepts http on this machine only.
  const insecure = issuer.protocol === "http:";
  return translated(
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
  const offersRefresh = configuration.serverMetadata().scopes_supported?.includes("offline_access");
  return `openid profile email${offersRefresh ? " offline_access" : ""}`;
}

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

function grantOf(tokens: Tokens, refreshedWith: string | null) {
  const claims = tokens.claims();
  if (!claims || !tokens.id_token)
    throw new AccessRefusal("notSignedIn", "The identity provider sent no ID token");
  return {
    claims: claims as Readonly<Record<string, unknown>>,
    until: (claims.exp + clockToleranceSeconds) * 1000,
    idToken: tokens.id_token,
    // Without rotation the old one stays valid.
    refreshToken: tokens.refresh_token ?? refreshedWith,
  };
}

function translated<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw refusalOf(error);
  });
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
    code === "OAUTH_INVALID_RESPONSE";
  return isRefused
    ? new AccessRefusal("notSignedIn", "The identity provider refused the sign-in", { cause })
    : new AccessRefusal("unavailable", "The identity provider cannot be reached at present", { cause });
}

function cachedDiscovery(config: SignInConfig, clock: Pick<Clock, "monotonic">) {
  let found: Promise<oidc.Configuration> | null = null;
  let failedAt: number | null = null;
  return () => {
    const isFresh = failedAt === null || clock.monotonic() - failedAt < retryDiscoveryAfterMs;
    if (found && isFresh) return found;
    failedAt = null;
    found = discover(config);
    found.catch(() => {
      failedAt = clock.monotonic();
    });
    return found;
  };
}
