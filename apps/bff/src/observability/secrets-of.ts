import type { Config } from "../config/config.ts";

/** Every text of the configuration that nobody may read, so that it can be kept out of what is written anywhere. */
export function secretsOf(config: Config): readonly string[] {
  const { accounts, access, databaseUrl, metricsToken, webhooks } = config;
  const { tokens, signIn } = access;
  return [
    ...accounts.flatMap(({ credentials }) => [credentials.secretKey, credentials.sessionToken]),
    tokens?.key.kind === "secret" ? tokens.key.secret : undefined,
    signIn?.clientSecret,
    signIn?.sessionSecret,
    metricsToken,
    databaseUrl,
    ...passwordsOf(databaseUrl),
    ...webhooks.receivers.flatMap(({ url, secret }) => [url.href, url.pathname + url.search, secret]),
  ].filter((secret) => secret != null);
}

/** As it stands in the URL, and as it is meant. */
function passwordsOf(databaseUrl: string | null): readonly string[] {
  if (databaseUrl === null) return [];
  const { password } = new URL(databaseUrl);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
