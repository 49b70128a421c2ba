export type RefusalReason =
  | "missing"
  | "malformed"
  | "expired"
  /** Valid for longer than this installation allows. */
  | "livesTooLong"
  | "notYetValid"
  | "badSignature"
  | "wrongAlgorithm"
  | "wrongAudience"
  | "wrongIssuer"
  | "unknownKey"
  | "badClaim"
  /** The identity provider does not vouch for this person. */
  | "notSignedIn"
  /** Its ID token is for another client, or renews a session for another person or issuer. */
  | "unfitToken"
  /** Not the caller's fault: the keys or the identity provider cannot be reached. */
  | "unavailable";

/**
 * Whoever asks has not shown who they are, or it cannot be found out at present. `message` is plain ASCII without
 * quotes, for whoever has to mend it, and repeats nothing that was sent.
 */
export class AccessRefusal extends Error {
  override readonly name = "AccessRefusal";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
