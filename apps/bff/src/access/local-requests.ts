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

/** A write that another site's page made this browser send. Browsers say so; other programs say nothing. */
export function isCrossSiteWrite(request: IncomingMessage): boolean {
  const { method } = request;
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  const site = request.headers["sec-fetch-site"];
  return site === "cross-site" || site === "same-site";
}
