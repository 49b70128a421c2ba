/** By longest prefix first: what an operator does about a code of the upstream's. */
const remediesByPrefix: readonly (readonly [prefix: string, remedy: string])[] = [
  [
    "AuthFailure.SecretIdNotFound",
    "The id is not known there: mistyped, deleted, disabled, or of the other site (China: ccc.tencentcloudapi.com, international: ccc.intl.tencentcloudapi.com in CCC_ENDPOINT).",
  ],
  [
    "AuthFailure.SignatureFailure",
    "The secret key does not belong to the secret id: copy both anew. A proxy that changes the Host header or the body does this, too.",
  ],
  [
    "AuthFailure.SignatureExpire",
    "This machine's clock is wrong: turn on time synchronisation (timedatectl set-ntp true).",
  ],
  [
    "AuthFailure.TokenFailure",
    "TENCENTCLOUD_SESSION_TOKEN has expired or belongs to another key (of an accounts file: its sessionToken): fetch temporary credentials anew.",
  ],
  [
    "AuthFailure.MFAFailure",
    "The key asks for a second factor: use a key of a sub-account made for Cruiseboard.",
  ],
  [
    "AuthFailure.UnauthorizedOperation",
    "Allow the sub-account ccc:DescribeAgentCruiseDialingCampaign on this application (docs/operating.md has the policy).",
  ],
  ["AuthFailure", "Copy the key anew, and see in the console that it is enabled."],
  [
    "UnauthorizedOperation",
    "Allow the sub-account ccc:DescribeAgentCruiseDialingCampaign on this application (docs/operating.md has the policy).",
  ],
  [
    "RequestLimitExceeded",
    "Another program uses up the account's limit: give Cruiseboard its share in CCC_REQUESTS_PER_SECOND, or in the account's requestsPerSecond.",
  ],
  [
    "ClientError.Timeout",
    "The host takes connections but does not answer: look at the proxy or firewall in between.",
  ],
  [
    "ClientError.BadResponse",
    "Something else answers there: look at CCC_ENDPOINT, and at a proxy with a sign-in page of its own.",
  ],
  ["ClientError", "Look at the network between this machine and the endpoint."],
  [
    "InternalError",
    "A fault of the upstream's: run this again; if it stays, give Tencent's support the request id.",
  ],
];

export function remedyFor(code: string): string {
  const known = remediesByPrefix.find(([prefix]) => code.startsWith(prefix));
  return known?.[1] ?? "Run this again; if it stays, report it with the code and the request id.";
}
