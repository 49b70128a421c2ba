import { startIdentityProvider } from "./start-identity-provider.ts";

/**
 * The provider as a process of its own, for browser tests. PUBLIC_URL: where the board is; ACCOUNT: as JSON, who signs
 * in. Tells its parent where it is and what the board has to know.
 */
const provider = await startIdentityProvider(process.env["PUBLIC_URL"] ?? "");
provider.signsIn(JSON.parse(process.env["ACCOUNT"] ?? "null") as { sub: string });
const { issuer, clientId, clientSecret } = provider;
process.send?.({ type: "listening", url: issuer, clientId, clientSecret });
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
