import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Configuration, type KoaContextWithOIDC, Provider } from "oidc-provider";

type Claims = Readonly<Record<string, unknown>>;

/** A real OpenID Connect provider that signs in every visitor at once. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Sets the account and claims of the next sign-ins; null: sign-ins are refused. */
  signsIn(account: { readonly sub: string; readonly [claim: string]: unknown } | null): void;
  /** Sets the validity of new ID tokens; default 300 seconds. */
  idTokensLast(seconds: number): void;
  /** Changes the claims of the ID token at each renewal. */
  onRenewal(change: (claims: Claims) => Claims | Promise<Claims>): void;
  /** How many times the token endpoint issued tokens, by grant type. */
  readonly granted: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/**
 * @param publicUrl of the backend under test; the provider redirects to `/auth/callback` there.
 * @param revokes whether there is a `revocation_endpoint`.
 */
export async function startIdentityProvider(publicUrl: string, revokes = true): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { id: "cruiseboard", secret: randomBytes(24).toString("base64url") };
  const accounts = new Map<string, Claims>();
  const granted: Record<string, number> = {};
  let next: string | null = null;
  let idTokenSeconds = 300;
  let changeRenewed: Parameters<IdentityProvider["onRenewal"]>[0] | null = null;

  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

  const provider = new Provider(issuer, {
    ...configuration(publicUrl, client, accounts, revokes),
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" }] },
    ttl: { ...lifetimes, IdToken: () => idTokenSeconds },
  });
  provider.on("grant.success", ({ oidc }: KoaContextWithOIDC) => {
    const type = String(oidc.params?.["grant_type"]);
    granted[type] = (granted[type] ?? 0) + 1;
  });
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const body = ctx.body as { id_token?: string } | undefined;
    const isRenewal = ctx.oidc?.params?.["grant_type"] === "refresh_token";
    if (!isRenewal || changeRenewed === null || body?.id_token === undefined) return;
    const [head = "", claims = ""] = body.id_token.split(".");
    const changed = await changeRenewed(JSON.parse(Buffer.from(claims, "base64url").toString()) as Claims);
    body.id_token = signed(head, changed, privateKey);
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
    onRenewal(change) {
      changeRenewed = change;
    },
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

/** RS256, with the header of the replaced token. */
function signed(head: string, claims: Claims, key: KeyObject): string {
  const content = `${head}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return `${content}.${sign("RSA-SHA256", Buffer.from(content), key).toString("base64url")}`;
}

/** In seconds. */
const lifetimes = { AccessToken: 60, Grant: 3600, Session: 3600, RefreshToken: 3600 };

function configuration(
  publicUrl: string,
  client: { readonly id: string; readonly secret: string },
  accounts: ReadonlyMap<string, Claims>,
  revokes: boolean,
): Configuration {
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${publicUrl.replace(/\/$/, "")}/auth/callback`],
        post_logout_redirect_uris: [`${publicUrl.replace(/\/$/, "")}/`],
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
      revocation: { enabled: revokes },
      rpInitiatedLogout: { enabled: true, logoutSource: confirmAtOnce },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }),
    loadExistingGrant: grantEverything,
  };
}

/** Skips the consent page. */
async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider } = oidc;
  if (!client || !session?.accountId) throw new Error("Not signed in");
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid profile email offline_access");
  await grant.save();
  return grant;
}

/** Skips the confirmation of signing out. */
function confirmAtOnce(ctx: KoaContextWithOIDC, form: string): void {
  ctx.body = `<!doctype html><title>Signing out</title>${form}
    <script>
      document.forms[0].insertAdjacentHTML("beforeend", '<input type="hidden" name="logout" value="yes">');
      document.forms[0].submit();
    </script>`;
}
