import { errors } from "jose";
import { AccessRefusal } from "./access-refusal.ts";

/** Why a token is refused, in words that help whoever mints them. */
export function refusalOf(error: unknown): AccessRefusal {
  if (error instanceof errors.JWTExpired) return new AccessRefusal("expired", "The token has expired");
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error);
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new AccessRefusal("badSignature", "The token's signature is not of the key that is expected");
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new AccessRefusal("wrongAlgorithm", "The token's algorithm is not one that is accepted here");
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return new AccessRefusal("unknownKey", "The token names no key of the portal's set (kid)");
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid || isForeign(error))
    return new AccessRefusal("malformed", "The token is not a signed JWT");
  return new AccessRefusal("unavailable", "The portal's keys cannot be fetched at present");
}

/** Something that a token may say and that is not supported here, such as a critical extension. */
function isForeign(error: unknown): boolean {
  return error instanceof errors.JOSENotSupported;
}

function claimRefusal({ claim, reason }: errors.JWTClaimValidationFailed): AccessRefusal {
  if (reason === "missing") return new AccessRefusal("malformed", `The token has no claim ${claim}`);
  if (claim === "aud") return new AccessRefusal("wrongAudience", "The token is for another audience");
  if (claim === "iss") return new AccessRefusal("wrongIssuer", "The token is of another issuer");
  if (claim === "nbf") return new AccessRefusal("notYetValid", "The token is not valid yet");
  return new AccessRefusal("malformed", `The token's claim ${claim} is malformed`);
}
