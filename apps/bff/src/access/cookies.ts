import { hkdfSync } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { parseCookie, stringifySetCookie } from "cookie";
import { EncryptJWT, type JWTPayload, jwtDecrypt } from "jose";
import type { Clock } from "../clock.ts";

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

/** What a browser keeps for us but can neither read nor change. */
interface SealedBox {
  /** @param until epoch ms from which on nobody opens it any more. */
  seal(content: JWTPayload, until: number): Promise<string>;
  /** null: not of this box, changed, or too old. */
  open(sealed: string): Promise<JWTPayload | null>;
}

/**
 * Encrypted and authenticated (JWE, A256GCM). Every backend with the same secret opens what another one sealed, so
 * none has to remember it. Each purpose has a key of its own: what was sealed for one opens in no other.
 */
export function createSealedBox(secret: string, purpose: string, clock: Pick<Clock, "now">): SealedBox {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", `cruiseboard ${purpose}`, 32));
  return {
    seal: (content, until) =>
      new EncryptJWT(content)
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setExpirationTime(Math.floor(until / 1000))
        .encrypt(key),
    async open(sealed) {
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          keyManagementAlgorithms: ["dir"],
          contentEncryptionAlgorithms: ["A256GCM"],
          requiredClaims: ["exp"],
          currentDate: new Date(clock.now()),
        });
        return payload;
      } catch {
        return null;
      }
    },
  };
}
