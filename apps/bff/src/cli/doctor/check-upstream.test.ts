import { createSelfSignedCertificate, startHttpStub, startProxy } from "@cruiseboard/testing";
import { Agent, setGlobalDispatcher } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { answering, freePort, soundInstallation, wrong } from "../../../test/kit/sound-installation.ts";
import { findingInWords } from "./finding.ts";

const sdkAppId = 1_400_000_000;
const sessionToken = "Zq7TopSecretTokenOfThisTest9c2";
const installation = soundInstallation();
const { findingsWith, said, faulty } = installation;

describe("the key", () => {
  it("that does not belong to its id is distinguished from one that is not known", async () => {
    const spoilt = { TENCENTCLOUD_SECRET_KEY: "Zq7another" };
    expect(await said("Key", spoilt)).toMatch(
      /^✗ .*AuthFailure\.SignatureFailure, request .*\n.*copy both anew/,
    );
    const unknown = { TENCENTCLOUD_SECRET_ID: "AKIDunknown" };
    expect(await said("Key", unknown)).toMatch(/^✗ .*AuthFailure\.SecretIdNotFound.*\n.*of the other site/);
  });

  it("that is temporary and has expired says so", async () => {
    const words = await said("Key", { TENCENTCLOUD_SESSION_TOKEN: sessionToken });
    expect(words).toMatch(/AuthFailure\.TokenFailure[^]*TENCENTCLOUD_SESSION_TOKEN has expired/);
  });

  it.each([
    ["AuthFailure.MFAFailure", "✗ Key", /second factor/],
    ["AuthFailure.InvalidAuthorization", "✗ Key", /Copy the key anew/],
    ["AuthFailure.UnauthorizedOperation", "✗ Permission", /ccc:DescribeAgentCruiseDialingCampaign/],
    ["UnauthorizedOperation", "✗ Permission", /ccc:DescribeAgentCruiseDialingCampaign/],
    ["InternalError.DBError", "✗ Key", /fault of the upstream's/],
    ["RequestLimitExceeded.UinLimitExceeded", "– Key", /not tried[^]*CCC_REQUESTS_PER_SECOND/],
    ["FailedOperation.Unheard", "✗ Key", /report it with the code/],
  ])("refused with %s has a remedy of its own", async (code, mark, remedy) => {
    await faulty({ kind: "errorCode", code });
    const findings = await findingsWith({}, { sdkAppId, campaignId: 2569 });
    const words = findings.map(findingInWords).find((line) => line.includes(`(${code}, request `));
    expect(words?.startsWith(mark)).toBe(true);
    expect(words).toMatch(remedy);
  });

  it("that may not see the application that was guessed asks for one of the operator's own", async () => {
    const Response = { Error: { Code: "UnauthorizedOperation", Message: "no" }, RequestId: "r-1" };
    const url = await answering(() => ({ Response }));
    expect(await said("Permission", { CCC_ENDPOINT: url })).toContain(
      "npm run doctor -- SDKAPPID/CAMPAIGNID",
    );
  });

  it("is accepted although the campaign is unknown, unless it was named", async () => {
    const unnamed = await findingsWith({ CCC_SDK_APP_IDS: String(sdkAppId) });
    expect(unnamed.find(({ subject }) => subject === "Key")).toMatchObject({ mark: "good" });
    const named = await findingsWith({}, { sdkAppId, campaignId: 99 });
    expect(wrong(named)).toEqual([expect.objectContaining({ subject: "Campaign" })]);
  });
});

describe("the clock", () => {
  it.each([
    [180_000, /^– .* (179|180|181) s behind the upstream's; five minutes are refused\n/],
    [-180_000, /^– .* (179|180|181) s ahead of the upstream's/],
    [600_000, /^✗ .* (599|600|601) s behind the upstream's, and five minutes are refused\n/],
  ])("that differs by %i ms is reported", async (offsetMs, words) => {
    await faulty({ kind: "clockOffset", offsetMs });
    expect(await said("Clock", {})).toMatch(words);
  });

  it("five minutes off has the key refused for that", async () => {
    await faulty({ kind: "clockOffset", offsetMs: -600_000 });
    expect(await said("Key", {})).toMatch(/AuthFailure\.SignatureExpire.*\n.*time synchronisation/);
  });
});

describe("the way to the upstream", () => {
  it("ends at a name without an address", async () => {
    const findings = await findingsWith({ CCC_ENDPOINT: "https://ccc.invalid" });
    expect(wrong(findings).map(findingInWords).join()).toMatch(/^✗ Name +ccc\.invalid has no address/);
    expect(findings.map(({ subject }) => subject)).not.toContain("Clock");
  });

  it("ends where nothing listens", async () => {
    const environment = { CCC_ENDPOINT: `http://127.0.0.1:${await freePort()}` };
    expect(await said("Connection", environment)).toMatch(/^✗ .*ECONNREFUSED/);
  });

  it("leads through a proxy, or ends at one that is down or refuses", async () => {
    const CCC_ENDPOINT = "http://ccc.example.test:8080";
    const proxy = await startProxy({
      credentials: "cruiseboard:Zq7pass",
      hosts: { "ccc.example.test:8080": new URL(installation.simulator.url).host },
    });
    onTestFinished(() => setGlobalDispatcher(new Agent()));
    const address = (user: string) => ({ CCC_ENDPOINT, HTTPS_PROXY: proxy.url.replace("//", `//${user}@`) });
    const right = address("cruiseboard:Zq7pass");
    expect(await said("Proxy", right)).toMatch(/^✓ Proxy +http:\/\/ccc.example.test:8080 through a proxy/);
    expect(await said("Key", right)).toMatch(/^✓/);
    expect(await said("Proxy", address("cruiseboard:Zq7wrong"))).toMatch(/^✗ .*\(407\)\n.*the password/);
    proxy.refuse(403);
    const keys = { ...right, EMBED_JWT_SECRET: "", EMBED_JWKS_URL: "http://localhost:9001/keys" };
    expect(await said("Tokens", keys)).toMatch(/^✗ .*refuses to connect to localhost:9001 \(403\)/);
    expect(await said("Proxy", right)).toMatch(/^✗ .*\(403\)\n.*CONNECT/);
    proxy.refuse(502);
    expect(await said("Proxy", right)).toMatch(/^✗ .*cannot reach ccc.example.test:8080 \(502\)/);
    await proxy.stop();
    expect(await said("Proxy", right)).toMatch(/^✗ .*cannot be reached \(ECONNREFUSED\)\n.*HTTPS_PROXY/);
    expect(
      await said("Connection", { ...right, CCC_ENDPOINT: installation.simulator.url, NO_PROXY: "127.0.0.1" }),
    ).toMatch(/^✓/);
  });

  it("ends where TLS is expected and plain HTTP is spoken", async () => {
    const CCC_ENDPOINT = installation.simulator.url.replace("http:", "https:");
    expect(await said("Connection", { CCC_ENDPOINT })).toMatch(/^✗ .*\n.*not in TLS/);
  });

  it("ends at an untrusted certificate", async () => {
    const stub = await startHttpStub(
      (_request, response) => void response.end(),
      createSelfSignedCertificate(),
    );
    onTestFinished(() => stub.stop());
    expect(await said("Connection", { CCC_ENDPOINT: stub.url })).toMatch(
      /^✗ .*SELF_SIGNED_CERT.*\n.*NODE_EXTRA_CA_CERTS/,
    );
  });

  it("may end at something else that answers", async () => {
    await faulty({ kind: "http500Html" });
    expect(await said("Key", {})).toMatch(/^✗ .*ClientError\.BadResponse.*\n.*Something else answers there/);
  });
});
