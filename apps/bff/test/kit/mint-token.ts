import { type CryptoKey, SignJWT } from "jose";

/** What the portal of a test shares with the backend of that test. */
export const tokenSecret = "a secret of the test, of 32 bytes or more".replaceAll(" ", "-");

export interface TokenOptions {
  readonly alg?: "HS256" | "HS384" | "RS256" | "ES256";
  readonly kid?: string;
  readonly key?: CryptoKey | Uint8Array;
}

/** A token as a portal's backend would mint it. `exp` and `aud` have to be among the claims, if they are wanted. */
export function mintToken(
  claims: Readonly<Record<string, unknown>>,
  options: TokenOptions = {},
): Promise<string> {
  const { alg = "HS256", kid, key = new TextEncoder().encode(tokenSecret) } = options;
  return new SignJWT(claims).setProtectedHeader({ alg, ...(kid !== undefined && { kid }) }).sign(key);
}

/** Epoch seconds of the clock in a time so far from now, s. */
export function secondsFrom(clock: { now(): number }, seconds: number): number {
  return Math.floor(clock.now() / 1000) + seconds;
}
