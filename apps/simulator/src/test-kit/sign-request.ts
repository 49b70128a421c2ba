import { createHash, createHmac } from "node:crypto";

export interface Signing {
  secretId: string;
  secretKey: string;
  body: string;
  /** What goes into the signature as the host. */
  host: string;
  /** Unix seconds. */
  timestamp: number;
  /** Headers to sign besides content-type and host; all are sent. */
  signed?: Record<string, string>;
  contentType?: string;
  /** Date and service of the credential scope, to get them wrong. */
  date?: string;
  service?: string;
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const keyed = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** The headers of a signed call, all but Host. Follows the specification step by step, apart from the verifier. */
export function signRequest(signing: Signing): Record<string, string> {
  const { secretId, secretKey, body, host, timestamp, signed = {} } = signing;
  const { contentType = "application/json", service = "ccc" } = signing;
  const date = signing.date ?? new Date(timestamp * 1000).toISOString().slice(0, 10);
  const values = new Map([
    ["content-type", contentType],
    ["host", host],
    ...Object.entries(signed).map(([name, value]): [string, string] => [name.toLowerCase(), value]),
  ]);
  const names = [...values.keys()].toSorted();
  const lines = names.map((name) => `${name}:${(values.get(name) ?? "").trim().toLowerCase()}`);
  const canonical = ["POST", "/", "", ...lines, "", names.join(";"), hash(body)].join("\n");
  const scope = `${date}/${service}/tc3_request`;
  const text = ["TC3-HMAC-SHA256", timestamp, scope, hash(canonical)].join("\n");
  const key = keyed(keyed(keyed(`TC3${secretKey}`, date), service), "tc3_request");
  const signature = keyed(key, text).toString("hex");
  return {
    "content-type": contentType,
    "x-tc-action": "DescribeAgentCruiseDialingCampaign",
    "x-tc-version": "2020-02-10",
    "x-tc-timestamp": String(timestamp),
    ...signed,
    authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}
