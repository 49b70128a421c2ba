import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Configuration, type KoaContextWithOIDC, Provider } from "oidc-provider";

/** A real OpenID Connect provider, at which whoever comes by is signed in at once. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who signs in from now on, and what the ID token says of them besides; null: whoever comes by is turned away. */
  signsIn(account: { readonly sub: string; readonly [claim: string]: unknown } | null): void;
  /** How long ID tokens are valid from now on, s; five minutes unless told. */
  idTokensLast(seconds: number): void;
  /** How often its token endpoint gave out tokens, by grant type. */
  readonly granted: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** @param publicUrl has to be known beforehand; the provider redirects to `/auth/callback` there. */
export async function startIdentityProvider(publicUrl: string): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { id: "cruiseboard", secret: randomBytes(24).toString("base64url") };
  const accounts = new Map<string, Readonly<Record<string, unknown>>>();
  const granted: Record<string, number> = {};
  let next: string | null = null;
  let idTokenSeconds = 300;

  const provider = new Provider(issuer, {
    ...configuration(publicUrl, client, accounts),
    ttl: { ...lifetimes, IdToken: () => idTokenSeconds },
  });
  provider.on("grant.success", ({ oidc }: KoaContextWithOIDC) => {
    const type = String(oidc.params?.["grant_type"]);
    granted[type] = (granted[type] ?? 0) + 1;
  });
  const serve = provider.callback();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith("/interaction/")) return void serve(request, response);
    const result = next === null ? { error: "access_denied" } : { login: { accountId: next } };
    return void provider.interactionFinished(request, response, result);
  });

  return {
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    granted,
    idTokensLast(seconds) {
      idTokenSeconds = seconds;
    },
    signsIn(account) {
      if (account) accounts.set(account.sub, account);
      next = account?.sub ?? null;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** In seconds. */
const lifetimes = { AccessToken: 60, Grant: 3600, Session: 3600, RefreshToken: 3600 };

function configuration(
  publicUrl: string,
  client: { readonly id: string; readonly secret: string },
  accounts: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Configuration {
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [new URL("/auth/callback", publicUrl).href],
        post_logout_redirect_uris: [new URL("/", publicUrl).href],
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    cookies: { keys: [randomBytes(16).toString("hex")] },
    claims: { openid: ["sub", "cruiseboard"], profile: ["name"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: () => Promise.resolve(true),
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: confirmAtOnce },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }),
    loadExistingGrant: grantEverything,
  };
}

/** Nobody is asked whether the board may know who they are. */
async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider } = oidc;
  if (!client || !session?.accountId) throw new Error("Nobody has signed in");
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid profile email offline_access");
  await grant.save();
  return grant;
}

/** Nor whether they really want to leave. */
function confirmAtOnce(ctx: KoaContextWithOIDC, form: string): void {
  ctx.body = `<!doctype html><title>Signing out</title>${form}
    <script>
      document.forms[0].insertAdjacentHTML("beforeend", '<input type="hidden" name="logout" value="yes">');
      document.forms[0].submit();
    </script>`;
}
