import { chmodSync } from "node:fs";
import { type RunningSimulator, startSimulator } from "@cruiseboard/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountsFile } from "../../../test/kit/accounts-file.ts";
import { builtPage } from "../../../test/kit/built-page.ts";
import { temporaryFolder } from "../../../test/kit/temporary-folder.ts";
import { examine } from "./examine.ts";
import { findingInWords } from "./finding.ts";

const retail = { name: "retail", sdkAppIds: [1_400_000_000] };
const service = { name: "service", sdkAppIds: [1_400_000_001] };
const secretKey = "Zq7TopSecretKeyOfThisTest4f1";
let simulator: RunningSimulator;

beforeAll(async () => {
  simulator = await startSimulator({ campaigns: 3, secretKey });
});
afterAll(() => simulator.stop());

/** The key that the simulator takes. */
const valid = () => ({ secretId: simulator.secretId, secretKey });

/** What is said of an installation with this file, a line or two each. */
async function said(file: string, campaign: { sdkAppId: number; campaignId: number } | null = null) {
  const environment = {
    PORT: "0",
    DATA_DIR: temporaryFolder(),
    CCC_ENDPOINT: simulator.url,
    CCC_ACCOUNTS_FILE: file,
  };
  const lines: string[] = [];
  for await (const finding of examine({ environment, campaign, pageFolder: builtPage() }))
    lines.push(findingInWords(finding));
  expect(lines.join("\n")).not.toMatch(/Zq7/);
  return lines;
}

const about = (subject: string, lines: readonly string[]) =>
  lines.filter((line) => line.split(/\s+/)[1] === subject);

describe("several accounts", () => {
  it("are tried one by one, over an endpoint that is checked once", async () => {
    const unknown = { ...service, secretId: "AKIDunknown", secretKey: "Zq7Unknown" };
    const lines = await said(accountsFile([{ ...retail, ...valid() }, unknown]));
    expect(about("Connection", lines)).toHaveLength(1);
    expect(about("Clock", lines)).toHaveLength(1);
    expect(about("Key", lines)).toEqual([
      expect.stringMatching(/^✓ Key +retail: accepted/),
      expect.stringMatching(/^✗ Key +service: .*AuthFailure\.SecretIdNotFound/),
    ]);
  });

  it("whose endpoint cannot be reached are not tried, the others are", async () => {
    const lost = { ...service, endpoint: "http://127.0.0.1:1", secretKey: "Zq7OfTheLost" };
    const lines = await said(accountsFile([lost, { ...retail, ...valid() }]));
    expect(about("Connection", lines)).toEqual([
      expect.stringMatching(/^✗ .*127\.0\.0\.1:1 cannot be reached/),
      expect.stringMatching(/^✓ /),
    ]);
    expect(about("Key", lines)).toEqual([
      expect.stringMatching(/^– Key +service: not tried/),
      expect.stringMatching(/^✓ Key +retail: accepted/),
    ]);
  });

  it("answer with the campaign that was named, if one of them holds its application", async () => {
    const file = accountsFile([
      { ...retail, ...valid() },
      { ...service, endpoint: "http://127.0.0.1:1", secretKey: "Zq7OfTheLost" },
    ]);
    const held = await said(file, { sdkAppId: 1_400_000_000, campaignId: 2569 });
    expect(about("Key", held)[0]).toMatch(/retail: accepted; campaign 1400000000\/2569 is "/);
    const strange = await said(file, { sdkAppId: 7, campaignId: 2569 });
    expect(about("Campaign", strange)).toEqual([
      expect.stringMatching(/^✗ Campaign +no account holds application 7\n.*sdkAppIds/),
    ]);
  });
});

describe("an accounts file that holds keys", () => {
  it("is reported if every user can read it", async () => {
    const file = accountsFile([{ ...retail, ...valid() }]);
    expect((await said(file)).join("\n")).not.toContain("Accounts file");
    chmodSync(file, 0o644);
    expect((await said(file)).join("\n")).toMatch(/^– Accounts file +it holds keys.*\n.*chmod 0600/m);
  });
});
