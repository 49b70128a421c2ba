import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isLoopback } from "../config/environment.ts";

/** Against DNS rebinding: a foreign page's name that resolves to this machine shows in the Host header. */
export function isLocalRequest(request: IncomingMessage): boolean {
  const host = request.headers.host ?? "";
  return isLoopback(host.replace(/:\d+$/, "").toLowerCase());
}

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

/** By a proxy on this machine. nginx's plain `proxy_pass` adds no header, but speaks HTTP/1.0, unlike browsers. */
export function isForwarded({ headers, httpVersion }: IncomingMessage): boolean {
  if (httpVersion === "1.0") return true;
  return Object.keys(headers).some((name) => name.startsWith("x-forwarded") || forwardingHeaders.has(name));
}

export function isOfAnotherOrigin({ headers, url = "" }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin !== undefined && hostOf(origin) !== host) return true;
  return !url.startsWith("/") && url !== "*" && hostOf(url) !== host;
}

/** @param publicUrl our origin to browsers, if a proxy changes the Host header. */
export function isCrossSiteWrite({ method, headers }: IncomingMessage, publicUrl: URL | null): boolean {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  // Without TLS browsers send Origin only.
  const { origin } = headers;
  return origin !== undefined && origin !== publicUrl?.origin && hostOf(origin) !== headers.host;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** With the token; if none is configured, from this machine and not through a proxy. */
export function mayReadMetrics(request: IncomingMessage, token: string | null): boolean {
  if (token !== null) return isEqual(request.headers.authorization ?? "", `Bearer ${token}`);
  const address = request.socket.remoteAddress?.replace("::ffff:", "") ?? "";
  return isLoopback(address) && isLocalRequest(request) && !isForwarded(request);
}

function isEqual(given: string, wanted: string): boolean {
  return timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", wanted, "buffer"));
}
