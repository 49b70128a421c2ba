import type { Config } from "./config.ts";
import { isLoopback } from "./environment.ts";

type CheckedConfig = Pick<Config, "accounts" | "access" | "embedParentOrigins" | "webhooks" | "databaseUrl">;

/** `source`: the variable; `says`: without secrets; `risk`: what an attacker on the network can do. */
export function unencryptedAddresses(config: CheckedConfig) {
  const { access, accounts, embedParentOrigins, webhooks, databaseUrl } = config;
  const found: { source: string; says: string; risk: string }[] = [];
  const check = (source: string, url: URL | null, risk: string, address = url?.origin) => {
    if (url?.protocol === "http:" && !isLoopback(url.hostname))
      found.push({ source, says: `${address} is not encrypted`, risk });
  };
  check("PUBLIC_URL", access.publicUrl, "Others on the network can read boards, tokens and sessions.");
  for (const { name, endpoint } of accounts)
    check(
      accounts.length > 1 ? `CCC_ENDPOINT of account ${name}` : "CCC_ENDPOINT",
      endpoint,
      "Others on the network can read and change the upstream's answers.",
    );
  for (const origin of embedParentOrigins)
    check(
      "EMBED_PARENT_ORIGINS",
      new URL(origin),
      "Others on the network can read that portal's tokens and change its page.",
    );
  // A receiver's URL is a secret.
  for (const { name, url } of webhooks.receivers)
    check(
      `WEBHOOK_URLS entry ${name.split(" ")[1]}`,
      url,
      "Others on the network can read its messages and its URL, which allows to post there.",
      `the connection to ${name}`,
    );
  if (databaseUrl !== null && !isEncrypted(new URL(databaseUrl)))
    found.push({
      source: "DATABASE_URL",
      says: "the connection to the database is not encrypted, or its certificate not checked",
      risk: "Set sslmode=verify-full, with sslrootcert where the authority is your own.",
    });
  return found;
}

/** As node-postgres reads its URL. Names without a dot belong to container networks, where databases have no TLS. */
function isEncrypted({ hostname, searchParams }: URL): boolean {
  const host = searchParams.get("host") ?? decodeURIComponent(hostname);
  if (host.startsWith("/") || isLoopback(host) || !/[.:]/.test(host)) return true;
  const mode = searchParams.get("sslmode");
  if (mode === null)
    return /^(true|1)$/.test(searchParams.get("ssl") ?? "") || searchParams.has("sslrootcert");
  if (searchParams.get("uselibpqcompat") === "true") return /^verify-(ca|full)$/.test(mode);
  return /^(prefer|require|verify-ca|verify-full)$/.test(mode);
}
