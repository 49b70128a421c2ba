import { describe, expect, it } from "vitest";
import { checkedCredentials, createRedaction } from "./ccc-credentials.ts";

describe("checkedCredentials", () => {
  it("copies and freezes", () => {
    const given = { secretId: "id", secretKey: "key", sessionToken: "token" };
    const checked = checkedCredentials(given);
    given.secretKey = "changed";
    expect(checked).toEqual({ secretId: "id", secretKey: "key", sessionToken: "token" });
    expect(Object.isFrozen(checked)).toBe(true);
  });

  it.each([
    ["secretId", { secretId: "", secretKey: "key" }],
    ["secretId", { secretId: "id\r\nX-Evil: 1", secretKey: "key" }],
    ["secretKey", { secretId: "id", secretKey: "hidden \n" }],
    ["sessionToken", { secretId: "id", secretKey: "key", sessionToken: "hidden\u00e9" }],
  ])("names a bad %s without its value", (name, credentials) => {
    expect(() => checkedCredentials(credentials)).toThrow(name);
    expect(() => checkedCredentials(credentials)).not.toThrow("hidden");
  });
});

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
