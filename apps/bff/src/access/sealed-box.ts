import { hkdfSync } from "node:crypto";
import { EncryptJWT, type JWTPayload, jwtDecrypt } from "jose";
import type { Clock } from "../clock.ts";

/** What a browser keeps for us but can neither read nor change. */
export interface SealedBox {
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
