import { createRequire } from "node:module";
import * as fc from "fast-check";
import type SdkSign from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js";
import { describe, expect, it } from "vitest";
import type { Signing } from "../test-kit/sign-request.ts";
import { signRequest } from "../test-kit/sign-request.ts";
import { GatewayError } from "./gateway-error.ts";
import { verifySignature } from "./verify-signature.ts";

// CommonJS with a default export: import would give Node and vitest different things.
const sdkSign: typeof SdkSign = createRequire(import.meta.url)(
  "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js",
);

const now = Date.UTC(2026, 10, 22, 12);
const credentials = { secretId: "AKIDtest", secretKey: "key", sessionToken: null };
const signing: Signing = {
  secretId: "AKIDtest",
  secretKey: "key",
  body: '{"SdkAppId":1400000000,"CampaignId":2569}',
  host: "127.0.0.1:8090",
  timestamp: now / 1000,
};

function verdict(
  changes: Partial<Signing>,
  sent: { body?: string; headers?: Record<string, string>; now?: number } = {},
) {
  const headers = { ...signRequest({ ...signing, ...changes }), host: "127.0.0.1:8090", ...sent.headers };
  const body = Buffer.from(sent.body ?? changes.body ?? signing.body);
  try {
    verifySignature({ headers, body }, credentials, sent.now ?? now);
    return "right";
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

describe("verifySignature", () => {
  it("accepts the host as sent, and without its port as the official SDKs sign it", () => {
    expect(verdict({})).toBe("right");
    expect(verdict({ host: "127.0.0.1" })).toBe("right");
    expect(verdict({ host: "127.0.0.1:80" })).toBe("AuthFailure.SignatureFailure");
    expect(verdict({ host: "localhost" })).toBe("AuthFailure.SignatureFailure");
  });

  it("accepts any set of signed headers, whatever their values", () => {
    const name = fc.stringMatching(/^x-[a-z][a-z-]{0,12}[a-z]$/);
    const value = fc.stringMatching(/^[ \tA-Za-z0-9;:,=.-]{0,40}$/);
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.string(), (signed, body) => {
        expect(verdict({ signed, body })).toBe("right");
      }),
    );
  });

  it("agrees with the official SDK's Sign", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 1 }), (payload, secretKey) => {
        fc.pre(Boolean(payload));
        const authorization: string = sdkSign.default.sign3({
          url: "http://127.0.0.1:8090/",
          payload,
          timestamp: now / 1000,
          service: "ccc",
          secretId: "AKIDtest",
          secretKey,
          multipart: false,
          boundary: "",
          headers: { "Content-Type": "application/json" },
        });
        const headers = {
          authorization,
          host: "127.0.0.1:8090",
          "content-type": "application/json",
          "x-tc-timestamp": String(now / 1000),
        };
        const body = Buffer.from(JSON.stringify(payload));
        expect(() => verifySignature({ headers, body }, { ...credentials, secretKey }, now)).not.toThrow();
      }),
    );
  });

  it("refuses a wrong key, an unknown id and anything changed after signing", () => {
    expect(verdict({ secretKey: "another" })).toBe("AuthFailure.SignatureFailure");
    expect(verdict({ secretId: "AKIDother" })).toBe("AuthFailure.SecretIdNotFound");
    expect(verdict({}, { body: `${signing.body} ` })).toBe("AuthFailure.SignatureFailure");
    expect(verdict({}, { headers: { "content-type": "application/json; charset=utf-8" } })).toBe(
      "AuthFailure.SignatureFailure",
    );
    const signed = { "x-tc-action": "DescribeAgentCruiseDialingCampaign" };
    expect(verdict({ signed }, { headers: { "x-tc-action": "Another" } })).toBe(
      "AuthFailure.SignatureFailure",
    );
    expect(verdict({}, { headers: { "x-tc-timestamp": String(now / 1000 + 1) } })).toBe(
      "AuthFailure.SignatureFailure",
    );
  });

  it("refuses another service and another day in the scope", () => {
    expect(verdict({ service: "cvm" })).toBe("AuthFailure.SignatureFailure");
    expect(verdict({ date: "2026-11-21" })).toBe("AuthFailure.SignatureFailure");
  });

  it("holds the timestamp to five minutes in both directions", () => {
    for (const seconds of [-300, 300]) expect(verdict({}, { now: now + seconds * 1000 })).toBe("right");
    for (const seconds of [-301, 301]) {
      expect(verdict({}, { now: now + seconds * 1000 })).toBe("AuthFailure.SignatureExpire");
    }
  });

  it("demands the session token of temporary credentials, and none of permanent ones", () => {
    const headers = { ...signRequest(signing), host: signing.host };
    const body = Buffer.from(signing.body);
    const temporary = { ...credentials, sessionToken: "token" };
    const check = (token: object) => () =>
      verifySignature({ headers: { ...headers, ...token }, body }, temporary, now);
    expect(check({ "x-tc-token": "token" })).not.toThrow();
    expect(check({})).toThrow(expect.objectContaining({ code: "AuthFailure.TokenFailure" }));
    expect(check({ "x-tc-token": "tokem" })).toThrow(
      expect.objectContaining({ code: "AuthFailure.TokenFailure" }),
    );
    expect(verdict({}, { headers: { "x-tc-token": "token" } })).toBe("AuthFailure.TokenFailure");
  });

  it.each([
    "SKIP",
    "TC3-HMAC-SHA256",
    "TC3-HMAC-SHA256 Credential=a/2026-11-22/ccc/tc3_request, SignedHeaders=content-type;host, Signature=zz",
    `TC3-HMAC-SHA256 Credential=a/2026-11-22/ccc/tc3_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
    `TC3-HMAC-SHA256 Credential=a/2026-11-22/ccc/tc3_request, SignedHeaders=host;content-type, Signature=${"0".repeat(64)}`,
    `TC3-HMAC-SHA256 Credential=a/2026-11-22/ccc/tc3_request, SignedHeaders=Content-Type;Host, Signature=${"0".repeat(64)}`,
  ])("calls %s an invalid authorization", (authorization) => {
    expect(verdict({}, { headers: { authorization } })).toBe("AuthFailure.InvalidAuthorization");
  });
});
