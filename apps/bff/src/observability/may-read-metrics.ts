import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isForwarded, isLocalRequest } from "../access/local-requests.ts";

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
