import type { Config } from "./config.ts";

/** An address that is asked or shown without TLS. `source`: what names it; `says`: no secret. */
export interface UnencryptedAddress {
  readonly source: string;
  readonly says: string;
  /** Who can read along. */
  readonly risk: string;
}

type Asked = Pick<Config, "accounts" | "access" | "embedParentOrigins" | "webhooks" | "databaseUrl">;

/** Every address of the configuration elsewhere than on this machine to which the way is not encrypted. */
export function unencryptedAddresses(config: Asked): readonly UnencryptedAddress[] {
  const { access, accounts, embedParentOrigins, webhooks, databaseUrl } = config;
  const found: UnencryptedAddress[] = [];
  const look = (source: string, url: URL | null, risk: string) => {
    if (url?.protocol === "http:" && !isThisMachine(url.hostname))
      found.push({ source, says: `${url.origin} is not encrypted`, risk });
  };
  look("PUBLIC_URL", access.publicUrl, "Whoever is on the way reads boards, tokens and sessions.");
  for (const { name, endpoint } of accounts)
    look(
      accounts.length > 1 ? `CCC_ENDPOINT of account ${name}` : "CCC_ENDPOINT",
      endpoint,
      "Whoever is on the way reads and changes what the upstream answers.",
    );
  for (const origin of embedParentOrigins)
    look(
      "EMBED_PARENT_ORIGINS",
      new URL(origin),
      "Whoever is on the way to that portal reads its tokens and changes its page.",
    );
  // A receiver is told by its place: its URL is a secret.
  for (const { name, url } of webhooks.receivers)
    if (url.protocol === "http:" && !isThisMachine(url.hostname))
      found.push({
        source: `WEBHOOK_URLS entry ${name.split(" ")[1]}`,
        says: `the way to ${name} is not encrypted`,
        risk: "Whoever is on the way reads its messages and its URL, which lets anybody write there.",
      });
  if (databaseUrl !== null && !isEncrypted(new URL(databaseUrl)))
    found.push({
      source: "DATABASE_URL",
      says: "the way to the database is not encrypted, or its certificate not checked",
      risk: "Set sslmode=verify-full, with sslrootcert where the authority is your own.",
    });
  return found;
}

/** As node-postgres reads its URL. A name without a dot is one of a container network, where no TLS is had. */
function isEncrypted({ hostname, searchParams }: URL): boolean {
  const host = searchParams.get("host") ?? decodeURIComponent(hostname);
  if (host.startsWith("/") || isThisMachine(host) || !/[.:]/.test(host)) return true;
  const mode = searchParams.get("sslmode");
  if (mode === null)
    return /^(true|1)$/.test(searchParams.get("ssl") ?? "") || searchParams.has("sslrootcert");
  if (searchParams.get("uselibpqcompat") === "true") return /^verify-(ca|full)$/.test(mode);
  return /^(prefer|require|verify-ca|verify-full)$/.test(mode);
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
