export type RefusalReason =
  | "missing"
  | "malformed"
  | "expired"
  | "notYetValid"
  | "badSignature"
  | "wrongAlgorithm"
  | "wrongAudience"
  | "wrongIssuer"
  | "unknownKey"
  | "badClaim"
  /** Not the caller's fault: the keys or the identity provider cannot be reached. */
  | "unavailable";

/**
 * Whoever asks has not shown who they are, or it cannot be found out at present. `message` is plain ASCII without
 * quotes, for whoever has to mend it, and repeats nothing that was sent.
 */
export class AccessRefusal extends Error {
  override readonly name = "AccessRefusal";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
