import { createRequire } from "node:module";
import * as fc from "fast-check";
import type official from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js";
import { describe, expect, it } from "vitest";
import { signTc3 } from "./sign-tc3.ts";

/** The official SDK's class. Required, since Node and Vite disagree on what importing its CommonJS gives. */
const { default: Sign }: typeof official = createRequire(import.meta.url)(
  "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js",
);

const visible = fc.stringMatching(/^[\x21-\x7e]{1,60}$/);
const inputs = fc.record({
  secretId: visible,
  secretKey: visible,
  host: fc.domain(),
  body: fc.string({ unit: "binary", minLength: 1 }),
  contentType: fc.constantFrom("application/json", "application/json; charset=utf-8"),
  service: fc.constantFrom("ccc", "cvm"),
  // From 1970 to 2100.
  timestamp: fc.integer({ min: 0, max: 4_102_444_800 }),
});

describe("signTc3", () => {
  it("gives the Authorization that the official SDK gives", () => {
    fc.assert(
      fc.property(inputs, ({ secretId, secretKey, host, body, contentType, service, timestamp }) => {
        const ours = signTc3(
          { host, action: "Any", version: "2020-02-10", body, contentType, service },
          { secretId, secretKey },
          timestamp,
        );
        const theirs = Sign.sign3({
          method: "POST",
          url: `https://${host}/`,
          payload: Buffer.from(body, "utf8"),
          timestamp,
          service,
          secretId,
          secretKey,
          multipart: false,
          boundary: "",
          headers: { "Content-Type": contentType },
        });
        expect(ours["Authorization"]).toBe(theirs);
      }),
      { numRuns: 500 },
    );
  });

  it("gives the signature of Tencent Cloud's published example", () => {
    const headers = signTc3(
      {
        host: "cvm.tencentcloudapi.com",
        action: "DescribeInstances",
        version: "2017-03-12",
        service: "cvm",
        contentType: "application/json; charset=utf-8",
        body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
      },
      { secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE" },
      1551113065,
    );
    expect(headers).toEqual({
      "Content-Type": "application/json; charset=utf-8",
      Host: "cvm.tencentcloudapi.com",
      "X-TC-Action": "DescribeInstances",
      "X-TC-Version": "2017-03-12",
      "X-TC-Timestamp": "1551113065",
      Authorization:
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
    });
  });

  const request = { host: "127.0.0.1:8443", action: "A", version: "2020-02-10", body: "{}" };
  const credentials = { secretId: "id", secretKey: "key" };
  const authorization = (over: Partial<typeof request>, seconds = 1_700_000_000) =>
    signTc3({ ...request, ...over }, credentials, seconds)["Authorization"];

  it("covers the port, the body and the time, and takes the service from nowhere but the request", () => {
    const usual = authorization({});
    expect(usual).toContain("/2023-11-14/ccc/tc3_request,");
    expect(authorization({ host: "127.0.0.1" })).not.toBe(usual);
    expect(authorization({ body: "{ }" })).not.toBe(usual);
    expect(authorization({}, 1_700_000_001)).not.toBe(usual);
    expect(authorization({ host: "cvm.tencentcloudapi.com" })).toContain("/ccc/tc3_request,");
  });

  it("signs trimmed values, as they arrive", () => {
    const padded = signTc3({ ...request, contentType: " application/json " }, credentials, 1_700_000_000);
    expect(padded["Authorization"]).toBe(authorization({}));
  });

  it("carries a session token beside the signature, not within it", () => {
    const headers = signTc3(request, { ...credentials, sessionToken: "token" }, 1_700_000_000);
    expect(headers["X-TC-Token"]).toBe("token");
    expect(headers["Authorization"]).toBe(authorization({}));
  });
});
