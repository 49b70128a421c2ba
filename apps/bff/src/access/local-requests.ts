import { createHash, timingSafeEqual } from "node:crypto";
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

/** What proxies tell of themselves or of whom they ask for, besides x-forwarded-*. */
const forwardingHeaders = new Set([
  "forwarded",
  "via",
  "client-ip",
  "true-client-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-original-forwarded-for",
  "x-real-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
]);

/**
 * Passed on by a proxy, so from elsewhere, though the connection comes from this machine. nginx's plain `proxy_pass` adds
 * no header, but speaks HTTP/1.0, which no browser does.
 */
export function isForwarded({ headers, httpVersion }: IncomingMessage): boolean {
  if (httpVersion === "1.0") return true;
  return Object.keys(headers).some((name) => name.startsWith("x-forwarded") || forwardingHeaders.has(name));
}

/** A page of another origin, or an absolute URL that names another host. */
export function isOfAnotherOrigin({ headers, url = "" }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin !== undefined && hostOf(origin) !== host) return true;
  return !url.startsWith("/") && url !== "*" && hostOf(url) !== host;
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

const loopback = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

/**
 * Sums over all campaigns are more than most viewers may know: only who shows the token reads them. Without a token
 * configured, only programs on this machine; what came through a proxy is not from this machine.
 */
export function mayReadMetrics(request: IncomingMessage, token: string | null): boolean {
  if (token !== null) return isSame(request.headers.authorization ?? "", `Bearer ${token}`);
  return loopback.has(request.socket.remoteAddress ?? "") && isLocalRequest(request) && !isForwarded(request);
}

/** Of equal length, so that nothing is told by the time that comparing takes. */
function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(hash(given), hash(wanted));
}
