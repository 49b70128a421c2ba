import * as oidc from "openid-client";
import type { Clock } from "../clock.ts";
import type { SignInConfig } from "../config/access-config.ts";
import { AccessRefusal } from "./admission.ts";
import { clockToleranceSeconds } from "./bearer-tokens.ts";

/** What the provider vouches for. */
export interface Grant {
  /** Of the ID token, verified. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Epoch ms from which on nobody vouches for it any more. */
  readonly until: number;
  readonly idToken: string;
  /** null: it cannot be renewed. */
  readonly refreshToken: string | null;
}

/** What has to be kept between leaving for the provider and coming back. */
interface Departure {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/**
 * The provider at which people sign in. It is looked up when somebody needs it, so that the backend starts without it.
 * Everything rejects with AccessRefusal: "unavailable" if it cannot be reached, else because it refuses.
 */
export interface IdentityProvider {
  depart(): Promise<{ readonly url: URL; readonly departure: Departure }>;
  /** @param at the whole URL to which it sent the browser back. */
  arrive(at: URL, departure: Departure): Promise<Grant>;
  renew(refreshToken: string): Promise<Grant>;
  /** Where to sign out there, too; null: it knows no such place. Takes back the refresh token, if that can be done. */
  signOut(idToken: string | null, refreshToken: string | null): Promise<URL | null>;
}

/** An answer that takes longer counts as none. */
const timeoutSeconds = 5;
/** A provider that could not be reached is left alone for so long, ms. */
const lookUpAgainAfterMs = 2000;

export function createIdentityProvider(
  config: SignInConfig,
  clock: Pick<Clock, "monotonic">,
): IdentityProvider {
  const redirectUri = new URL("/auth/callback", config.publicUrl).href;
  const provider = remembered(clock, () => discover(config));

  return {
    async depart() {
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
    async arrive(at, { state, nonce, codeVerifier }) {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier };
      const configuration = await provider();
      return grantOf(await asked(() => oidc.authorizationCodeGrant(configuration, at, checks)), null);
    },
    async renew(refreshToken) {
      const configuration = await provider();
      return grantOf(await asked(() => oidc.refreshTokenGrant(configuration, refreshToken)), refreshToken);
    },
    async signOut(idToken, refreshToken) {
      const configuration = await provider();
      const { revocation_endpoint, end_session_endpoint } = configuration.serverMetadata();
      if (refreshToken && revocation_endpoint)
        await asked(() => oidc.tokenRevocation(configuration, refreshToken)).catch(() => undefined);
      if (!end_session_endpoint) return null;
      return oidc.buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: new URL("/", config.publicUrl).href,
        ...(idToken && { id_token_hint: idToken }),
      });
    },
  };
}

function discover({ issuer, clientId, clientSecret }: SignInConfig): Promise<oidc.Configuration> {
  // Allowed by the configuration for providers on this machine only.
  const insecure = issuer.protocol === "http:";
  return asked(() =>
    oidc.discovery(
      issuer,
      clientId,
      { [oidc.clockTolerance]: clockToleranceSeconds },
      oidc.ClientSecretBasic(clientSecret),
      {
        timeout: timeoutSeconds,
        execute: [
          // ID tokens' signatures are verified, though the protocol lets TLS stand for them.
          oidc.enableNonRepudiationChecks,
          // oxlint-disable-next-line typescript/no-deprecated -- marked so to make people think, which we did
          ...(insecure ? [oidc.allowInsecureRequests] : []),
        ],
      },
    ),
  );
}

/** Refresh tokens have to be asked for at some providers, and are not to be asked for at others. */
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
    // Providers that do not rotate refresh tokens leave the old one standing.
    refreshToken: tokens.refresh_token ?? refreshedWith,
  };
}

/** Tells a provider that refuses from one that cannot be reached or talks nonsense. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { code } = (error ?? {}) as { code?: unknown };
    // The ID token's issuer, audience or nonce.
    if (code === "OAUTH_JWT_CLAIM_COMPARISON_FAILED")
      throw new AccessRefusal("unfitToken", "The ID token of the identity provider is not for this use", {
        cause: error,
      });
    const refused =
      error instanceof oidc.AuthorizationResponseError ||
      (error instanceof oidc.ResponseBodyError && error.status < 500) ||
      // Such as another state.
      code === "OAUTH_INVALID_RESPONSE";
    throw refused
      ? new AccessRefusal("notSignedIn", "The identity provider does not vouch for this person", {
          cause: error,
        })
      : new AccessRefusal("unavailable", "The identity provider cannot be reached at present", {
          cause: error,
        });
  }
}

/** What was looked up once; whoever asks meanwhile waits for the same answer. A failure is remembered shortly. */
function remembered<T>(clock: Pick<Clock, "monotonic">, lookUp: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | null = null;
  let failedAt: number | null = null;
  return () => {
    const isGood = failedAt === null || clock.monotonic() - failedAt < lookUpAgainAfterMs;
    if (found && isGood) return found;
    failedAt = null;
    found = lookUp();
    found.catch(() => {
      failedAt = clock.monotonic();
    });
    return found;
  };
}
