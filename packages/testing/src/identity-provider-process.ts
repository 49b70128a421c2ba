import { startIdentityProvider } from "./start-identity-provider.ts";

/**
 * The provider as a separate process, for browser tests. PUBLIC_URL: the board's address; ACCOUNT: the account that signs
 * in, as JSON. Sends issuer and client to its parent.
 */
const provider = await startIdentityProvider(process.env["PUBLIC_URL"] ?? "");
provider.signsIn(JSON.parse(process.env["ACCOUNT"] ?? "null") as { sub: string });
const { issuer, clientId, clientSecret } = provider;
process.send?.({ type: "listening", url: issuer, clientId, clientSecret });
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
