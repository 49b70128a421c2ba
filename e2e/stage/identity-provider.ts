import { fork } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** A company's sign-in, at which the person behind the browser is signed in at once. */
export interface IdentityProvider {
  /** What a backend at `publicUrl` needs to send people there. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const script = fileURLToPath(
  new URL("../../packages/testing/src/identity-provider-process.ts", import.meta.url),
);

/** @param account what the provider says of whoever signs in; `sub` is needed. */
export async function startIdentityProvider(
  publicUrl: string,
  account: Readonly<Record<string, unknown>>,
): Promise<IdentityProvider> {
  const child = fork(script, [], {
    env: { PATH: process.env["PATH"] ?? "", PUBLIC_URL: publicUrl, ACCOUNT: JSON.stringify(account) },
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const gone = once(child, "exit");
  const [message] = (await Promise.race([once(child, "message"), gone])) as [Record<string, string>];
  return {
    env: {
      OIDC_ISSUER_URL: message["url"] ?? "",
      OIDC_CLIENT_ID: message["clientId"] ?? "",
      OIDC_CLIENT_SECRET: message["clientSecret"] ?? "",
      PUBLIC_URL: publicUrl,
      SESSION_SECRET: "of-the-browser-tests-and-nothing-else",
    },
    async stop() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** A port that nobody listens at, since a provider has to know beforehand where the board will be. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
