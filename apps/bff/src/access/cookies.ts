import type { IncomingMessage } from "node:http";
import { parseCookie, stringifySetCookie } from "cookie";

/** One cookie of ours: where browsers send it, and what keeps others from it. */
export interface Cookie {
  /** As browsers know it. */
  readonly name: string;
  /** What a request brings; null: nothing. */
  of(request: IncomingMessage): string | null;
  /** A Set-Cookie header. */
  set(value: string, maxAgeSeconds: number): string;
  clear(): string;
}

/**
 * No script reads it, no other site's page has it sent with its requests (but a link from there does, so that a link to
 * a campaign opens it). With TLS the name's prefix makes browsers refuse one that a neighbouring host plants.
 */
export function createCookie(name: string, path: string, publicUrl: URL): Cookie {
  const secure = publicUrl.protocol === "https:";
  const prefix = path === "/" ? "__Host-" : "__Secure-";
  const fullName = secure ? `${prefix}${name}` : name;
  const attributes = { name: fullName, path, httpOnly: true, secure, sameSite: "lax" } as const;
  return {
    name: fullName,
    of: ({ headers }) => (headers.cookie && parseCookie(headers.cookie)[fullName]) || null,
    set: (value, maxAge) => stringifySetCookie({ ...attributes, value, maxAge }),
    clear: () => stringifySetCookie({ ...attributes, value: "", maxAge: 0 }),
  };
}
