import { describe, expect, it } from "vitest";
import { createRedaction } from "./read-answer.ts";

describe("createRedaction", () => {
  it("takes keys, tokens and signatures out, and leaves the rest", () => {
    const redact = createRedaction({ secretId: "id", secretKey: "S3CRET", sessionToken: "T0KEN" });
    const header =
      "TC3-HMAC-SHA256 Credential=id/2024-01-01/ccc/tc3_request, SignedHeaders=content-type;host, Signature=abcdef";
    const text = redact(`got S3CRET and T0KEN in "${header}" and Signature=0123, twice S3CRET.`);
    expect(text).toBe(
      'got [redacted] and [redacted] in "[redacted]" and Signature=[redacted], twice [redacted].',
    );
  });
});
