import { lookup } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Environment } from "../../config/environment.ts";
import { bad, type Finding, good, note } from "./finding.ts";

const connectWithinMs = 5000;
const proxyVariables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"];

/** The way to the upstream, step by step, up to the first that fails. */
export async function checkEndpoint(endpoint: URL, environment: Environment): Promise<readonly Finding[]> {
  const name = await nameFinding(endpoint.hostname);
  if (name?.mark === "bad") return [name, ...proxyFinding(environment)];
  const connection = await connectionFinding(endpoint);
  const before = name === null ? [] : [name];
  return [...before, connection, ...(connection.mark === "bad" ? proxyFinding(environment) : [])];
}

/** null: the endpoint is an address. */
async function nameFinding(host: string): Promise<Finding | null> {
  if (isIP(host.replace(/^\[|\]$/g, "")) !== 0) return null;
  try {
    const addresses = await lookup(host, { all: true });
    return good("Name", `${host} is ${addresses.map(({ address }) => address).join(", ")}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return bad(
      "Name",
      `${host} has no address (${code})`,
      "Look at CCC_ENDPOINT's spelling and at this machine's DNS.",
    );
  }
}

async function connectionFinding(endpoint: URL): Promise<Finding> {
  const encrypted = endpoint.protocol === "https:";
  try {
    await connected(endpoint, encrypted);
    return good(
      "Connection",
      `${endpoint.origin} takes connections${encrypted ? " with a valid certificate" : ""}`,
    );
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    return bad("Connection", `${endpoint.origin} cannot be reached (${code})`, connectionRemedy(code));
  }
}

function connectionRemedy(code: string): string {
  if (/CERT|SIGNATURE|ISSUER|SELF_SIGNED/.test(code))
    return "Its certificate is not trusted: if your network inspects TLS, name its authority's file in NODE_EXTRA_CA_CERTS; never turn the check off.";
  if (code === "ECONNREFUSED")
    return "Nobody listens there: look at CCC_ENDPOINT's port, and at the forwarder it may name.";
  return "Let this machine open connections to that host and port; look at the firewall.";
}

async function connected(endpoint: URL, encrypted: boolean): Promise<void> {
  const host = endpoint.hostname.replace(/^\[|\]$/g, "");
  const port = Number(endpoint.port) || (encrypted ? 443 : 80);
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket: Socket = encrypted ? connectTls({ host, port, ...servername }) : connect({ host, port });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(encrypted ? "secureConnect" : "connect", resolve);
      socket.once("error", reject);
      socket.setTimeout(connectWithinMs, () =>
        reject(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })),
      );
    });
  } finally {
    socket.destroy();
  }
}

/** Only where it explains something: the client connects directly, whatever these say. */
function proxyFinding(environment: Environment): readonly Finding[] {
  const given = proxyVariables.filter((name) => environment[name]?.trim());
  if (given.length === 0) return [];
  return [
    note(
      "Proxy",
      `${given.join(", ")} is set, and not used: Cruiseboard connects directly`,
      "Let it reach the host, or point CCC_ENDPOINT at a forwarder in your network.",
    ),
  ];
}
