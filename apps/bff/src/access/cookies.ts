import { hkdfSync } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { parseCookie, stringifySetCookie } from "cookie";
import { EncryptJWT, type JWTPayload, jwtDecrypt } from "jose";
import type { Clock } from "../clock.ts";
import { publicUrlOf } from "../config/base-path.ts";

export type Cookie = ReturnType<typeof createCookie>;

/** SameSite=Lax, so that links from other sites open a campaign. With TLS the prefix stops cookies set by sibling hosts. */
export function createCookie(name: string, ownPath: string, publicUrl: URL) {
  const secure = publicUrl.protocol === "https:";
  const path = publicUrlOf(ownPath, publicUrl).pathname.replace(/(.)\/$/, "$1");
  const prefix = path === "/" ? "__Host-" : "__Secure-";
  const fullName = secure ? `${prefix}${name}` : name;
  const attributes = { name: fullName, path, httpOnly: true, secure, sameSite: "lax" } as const;
  return {
    name: fullName,
    of: ({ headers }: IncomingMessage) => (headers.cookie && parseCookie(headers.cookie)[fullName]) || null,
    set: (value: string, maxAge: number) => stringifySetCookie({ ...attributes, value, maxAge }),
    clear: () => stringifySetCookie({ ...attributes, value: "", maxAge: 0 }),
  };
}

/** Encrypts and authenticates (JWE, A256GCM) what browsers store. Every backend with the secret can open it; each purpose has its own key. */
export function createSealedBox(secret: string, purpose: string, clock: Pick<Clock, "now">) {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", `cruiseboard ${purpose}`, 32));
  return {
    seal: (content: JWTPayload, until: number) =>
      new EncryptJWT(content)
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setExpirationTime(Math.floor(until / 1000))
        .encrypt(key),
    /** null: of another purpose, changed, or expired. */
    async open(sealed: string): Promise<JWTPayload | null> {
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
