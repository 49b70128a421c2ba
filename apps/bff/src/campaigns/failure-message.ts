/** By the code's beginning; the first that fits. */
const messages: readonly (readonly [prefix: string, message: string])[] = [
  ["RequestLimitExceeded", "The upstream asks for fewer requests"],
  ["AuthFailure.SignatureExpire", "The clocks of this server and of the upstream differ"],
  ["AuthFailure.UnauthorizedOperation", "The key may not see this application"],
  ["UnauthorizedOperation", "The key may not see this application"],
  ["AuthFailure", "The upstream refuses the key"],
  ["InvalidParameter", "The upstream knows no such campaign"],
  ["ResourceNotFound", "The upstream knows no such campaign"],
  ["ClientError.Network", "The upstream cannot be reached"],
  ["ClientError.Timeout", "The upstream did not answer in time"],
  ["ClientError", "The upstream's answer cannot be read"],
  ["InternalFault", "An unexpected fault in Cruiseboard"],
  ["UpstreamBusy", "The upstream asks for fewer requests"],
  ["UpstreamUnavailable", "The upstream cannot be asked now"],
  ["ShuttingDown", "The server is stopping"],
  ["NobodyWaits", "The request was broken off"],
];

/** A failure in our words: the upstream's message may name accounts and applications, its code does not. */
export function failureMessageOf(code: string): string {
  return messages.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "The upstream answered with an error";
}
