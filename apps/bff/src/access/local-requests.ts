import type { IncomingMessage } from "node:http";

const localNames = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Open access trusts whoever is on this machine, but a web page elsewhere can make a browser here send requests:
 * under a name of its own that it points at this machine (DNS rebinding), which the Host header gives away.
 */
export function isLocalRequest(request: IncomingMessage): boolean {
  const host = request.headers.host ?? "";
  return localNames.has(host.replace(/:\d+$/, "").toLowerCase());
}

/** What proxies tell of themselves or of whom they ask for. */
const forwardingHeaders = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/** Passed on by a proxy, so from elsewhere, though the connection comes from this machine. */
export function isForwarded({ headers }: IncomingMessage): boolean {
  return forwardingHeaders.some((name) => name in headers);
}

/**
 * A write that another site's page made this browser send, with the cookies that the browser holds for us. Browsers
 * say so; other programs say nothing.
 *
 * @param publicUrl what browsers know us as, if a proxy shows us another Host.
 */
export function isCrossSiteWrite({ method, headers }: IncomingMessage, publicUrl: URL | null): boolean {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  // Without TLS browsers tell the origin only.
  const { origin } = headers;
  return origin !== undefined && origin !== publicUrl?.origin && hostOf(origin) !== headers.host;
}

/** null: no origin that has a host, such as a sandboxed page's. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
