import { once } from "node:events";
import { createServer } from "node:net";
import type { Config } from "../../config/config.ts";
import { bad, type Finding, good } from "./finding.ts";

const answerWithinMs = 3000;

/** Whether the backend could listen where it is told to. */
export async function checkAddress({ host, port }: Pick<Config, "host" | "port">): Promise<Finding> {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const code = await tryToListen(host, port);
  if (code === null) return good("Address", `${address} is free`);
  if (code === "EADDRINUSE") {
    return (await isCruiseboard(host, port))
      ? good("Address", `a Cruiseboard serves ${address}`)
      : bad("Address", `${address} is in use by another program`, "Set another PORT, or stop that program.");
  }
  if (code === "EACCES")
    return bad(
      "Address",
      `this user may not listen on ${address}`,
      "Ports below 1024 need a privilege: set PORT to 8080 and let the proxy in front listen on 443.",
    );
  return bad(
    "Address",
    `nobody can listen on ${address} here (${code})`,
    "Set HOST to an address of this machine.",
  );
}

/** null: it can be done; else why not. */
async function tryToListen(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown error";
  } finally {
    server.close();
  }
}

async function isCruiseboard(host: string, port: number): Promise<boolean> {
  const wildcard: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };
  const name = wildcard[host] ?? (host.includes(":") ? `[${host}]` : host);
  try {
    const response = await fetch(`http://${name}:${port}/healthz`, {
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const body = (await response.json()) as { status?: unknown };
    return body.status === "ok";
  } catch {
    return false;
  }
}
