/** A refusal: HTTP 200 with `Response.Error`. Callers decide by the code, never by the message. */
export class GatewayError extends Error {
  override name = "GatewayError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws GatewayError unless the condition holds. */
export function check(condition: unknown, code: string, message: string): asserts condition {
  if (!condition) throw new GatewayError(code, message);
}
