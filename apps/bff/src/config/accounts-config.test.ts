import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { secretsOf } from "../observability/create-logger.ts";
import { ConfigError, loadConfig } from "./config.ts";

const retail = {
  name: "retail",
  secretId: "AKIDexampleOfRetail",
  secretKey: "exampleOfRetailsKey",
  sdkAppIds: [1_400_000_000, 1_400_000_001],
};
const service = {
  name: "service-north",
  secretId: "AKIDexampleOfService",
  secretKey: "exampleOfServicesKey",
  sdkAppIds: [1_400_000_002],
};

/** A file of this text, or of this as JSON. */
function written(content: unknown, folder = temporaryFolder()): string {
  const path = join(folder, "accounts.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const load = (accounts: readonly unknown[], environment: Record<string, string> = {}) =>
  loadConfig({ CCC_ACCOUNTS_FILE: written({ accounts }), ...environment }).accounts;

/** What is wrong with an environment; whatever it is, no secret is said of it. */
function problemsOf(environment: Record<string, string>): readonly string[] {
  const error = refusalOf(environment);
  expect(error.message).not.toMatch(/exampleOf|AKIDexample/);
  return error.problems;
}

function refusalOf(environment: Record<string, string>): ConfigError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("The environment was accepted");
}

const problemsWith = (...accounts: readonly unknown[]) =>
  problemsOf({ CCC_ACCOUNTS_FILE: written({ accounts }) });

describe("an accounts file", () => {
  it("lists each account, with the defaults of a single one", () => {
    expect(load([retail, service])).toEqual([
      {
        name: "retail",
        keys: [{ secretId: retail.secretId, secretKey: retail.secretKey }],
        endpoint: new URL("https://ccc.tencentcloudapi.com"),
        requestsPerSecond: 20,
        sdkAppIds: new Set(retail.sdkAppIds),
      },
      {
        name: "service-north",
        keys: [{ secretId: service.secretId, secretKey: service.secretKey }],
        endpoint: new URL("https://ccc.tencentcloudapi.com"),
        requestsPerSecond: 20,
        sdkAppIds: new Set(service.sdkAppIds),
      },
    ]);
  });

  it("says of an account what else CCC_ENDPOINT and CCC_REQUESTS_PER_SECOND say of all", () => {
    const other = { ...service, endpoint: "https://ccc.intl.tencentcloudapi.com", requestsPerSecond: 7.5 };
    const common = { CCC_ENDPOINT: "http://127.0.0.1:9000", CCC_REQUESTS_PER_SECOND: "10" };
    expect(load([retail, other], common)).toMatchObject([
      { endpoint: new URL("http://127.0.0.1:9000"), requestsPerSecond: 10 },
      { endpoint: new URL("https://ccc.intl.tencentcloudapi.com"), requestsPerSecond: 7.5 },
    ]);
  });

  it("names files of secrets, which lie beside it", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "key"), "exampleOfAFile\n");
    writeFileSync(join(folder, "token"), "exampleOfAToken");
    const { secretKey: _inline, ...rest } = retail;
    const account = { ...rest, secretKeyFile: "key", sessionTokenFile: join(folder, "token") };
    const { accounts } = loadConfig({ CCC_ACCOUNTS_FILE: written({ accounts: [account] }, folder) });
    expect(accounts[0].keys[0]).toEqual({
      secretId: retail.secretId,
      secretKey: "exampleOfAFile",
      sessionToken: "exampleOfAToken",
    });
  });

  it("may be like the example", () => {
    const folder = temporaryFolder();
    const example = readFileSync(
      new URL("../../../../deploy/accounts.example.json", import.meta.url),
      "utf8",
    );
    for (const [, file = ""] of example.matchAll(/"secretKeyFile": "(.*)"/g))
      writeFileSync(join(folder, file), "exampleOfAFile");
    const { accounts } = loadConfig({ CCC_ACCOUNTS_FILE: written(example, folder) });
    expect(accounts.map(({ name }) => name)).toEqual(["retail", "service-north", "international"]);
  });

  it("of one account need not name applications", () => {
    const { sdkAppIds: _none, ...only } = retail;
    expect(load([only])).toMatchObject([{ name: "retail", sdkAppIds: null }]);
  });

  it("is not printed, and every secret of it is known to the log", () => {
    const config = loadConfig({
      CCC_ACCOUNTS_FILE: written({ accounts: [{ ...retail, sessionToken: "exampleOfAToken" }, service] }),
    });
    expect(`${inspect(config, { depth: 9 })} ${JSON.stringify(config)}`).not.toMatch(/exampleOf/);
    for (const secret of [retail.secretKey, service.secretKey, "exampleOfAToken"])
      expect(secretsOf(config)).toContain(secret);
  });
});

describe("beside an accounts file", () => {
  it.each([
    "TENCENTCLOUD_SECRET_ID",
    "TENCENTCLOUD_SECRET_ID_FILE",
    "TENCENTCLOUD_SECRET_KEY",
    "TENCENTCLOUD_SECRET_KEY_FILE",
    "TENCENTCLOUD_SESSION_TOKEN",
    "TENCENTCLOUD_SESSION_TOKEN_FILE",
    "CCC_SDK_APP_IDS",
  ])("%s is refused, since it might mean something else", (name) => {
    const file = written({ accounts: [retail] });
    const problems = problemsOf({ CCC_ACCOUNTS_FILE: file, [name]: "1400000000" });
    expect(problems).toEqual([expect.stringMatching(`^${name} and CCC_ACCOUNTS_FILE are both set: `)]);
  });

  it("an empty variable counts as not set", () => {
    expect(load([retail], { TENCENTCLOUD_SECRET_ID_FILE: "", CCC_SDK_APP_IDS: " " })).toHaveLength(1);
  });
});

describe("a file that cannot be used", () => {
  it.each([
    ["is not there", () => join(temporaryFolder(), "absent"), "cannot be read: ENOENT"],
    ["is a folder", () => temporaryFolder(), "cannot be read: EISDIR"],
    ["is empty", () => written(""), "names a file that is not JSON"],
    [
      "is not JSON",
      () => written('{\n  "accounts": [\n    { "secretKey": "exampleOfAKey" oops }'),
      "names a file that is not JSON (line 3, column 36)",
    ],
    [
      "quotes a secret where JSON breaks off",
      () => written("exampleOfAKey"),
      "names a file that is not JSON",
    ],
    ["is a list", () => written([retail]), 'must be { "accounts": [ … ] }'],
    ["has no list of accounts", () => written({ accounts: retail }), ": accounts must be a list of accounts"],
    ["has no account", () => written({ accounts: [] }), ": accounts must hold an account"],
  ])("because it %s is refused by name", (_what, file, reason) => {
    const [problem, ...others] = problemsOf({ CCC_ACCOUNTS_FILE: file() });
    expect(others).toEqual([]);
    expect(problem?.replace(/^CCC_ACCOUNTS_FILE ?/, "")).toBe(reason);
  });

  it.each([
    ["no object", "retail", /must be an account/],
    ["no name", { ...retail, name: undefined }, /1: name is missing$/],
    ["a name with capitals", { ...retail, name: "Retail" }, /1: name must be lower-case words/],
    ["a name with a slash", { ...retail, name: "retail/east" }, /1: name must be lower-case words/],
    ["too long a name", { ...retail, name: "r".repeat(41) }, /1: name must have at most 40/],
    ["no id", { ...retail, secretId: undefined }, /\(retail\): secretId is missing$/],
    ["an id that is a number", { ...retail, secretId: 7 }, /secretId must be a text$/],
    ["no key", { ...retail, secretKey: undefined }, /secretKey is missing: give it, or a secretKeyFile/],
    ["an empty key", { ...retail, secretKey: " " }, /secretKey must not be empty/],
    [
      "a key of two words",
      { ...retail, secretKey: "exampleOf aKey" },
      /secretKey must be one line of visible/,
    ],
    ["a key and its file", { ...retail, secretKeyFile: "." }, /secretKey and secretKeyFile are both given/],
    [
      "an endpoint with a path",
      { ...retail, endpoint: "https://a.example/v3" },
      /endpoint must be a URL without/,
    ],
    [
      "an endpoint of another kind",
      { ...retail, endpoint: "ftp://a.example" },
      /endpoint must be an http or/,
    ],
    ["no rate", { ...retail, requestsPerSecond: 0 }, /requestsPerSecond must be at least 0.1/],
    ["a rate as text", { ...retail, requestsPerSecond: "20" }, /requestsPerSecond must be a number/],
    ["no application", { ...retail, sdkAppIds: [] }, /sdkAppIds must name an application/],
    ["an application as text", { ...retail, sdkAppIds: ["1400000000"] }, /sdkAppIds must be whole numbers/],
    ["a misspelt field", { ...retail, sdkAppIDs: [1] }, /unknown fields: sdkAppIDs$/],
    ["a key as a field", { ...retail, exampleOfRetailsKey99: 1 }, /unknown fields: 1 more$/],
  ])("because an account has %s is refused by its place", (_what, account, reason) => {
    const problems = problemsWith(account);
    expect(problems[0]).toMatch(reason);
    for (const problem of problems) expect(problem).toMatch(/^CCC_ACCOUNTS_FILE account 1/);
  });

  it("because of a misspelt field lists the other faults, too", () => {
    const { sdkAppIds, secretKey: _inline, ...rest } = retail;
    const misspelt = { ...rest, sdkAppIDs: sdkAppIds, secretKeyFile: "absent" };
    expect(problemsWith(misspelt, service)).toEqual([
      "CCC_ACCOUNTS_FILE account 1 (retail) has unknown fields: sdkAppIDs",
      "CCC_ACCOUNTS_FILE account 1 (retail): sdkAppIds is missing: with several accounts, each has to name its applications",
      "CCC_ACCOUNTS_FILE account 1 (retail): secretKeyFile names a file that does not exist (ENOENT)",
    ]);
  });

  it("because a secret's file cannot be read is refused by the field", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "exampleOfAFolder"));
    const { secretKey: _inline, ...rest } = retail;
    const path = written({ accounts: [{ ...rest, secretKeyFile: "exampleOfAFolder" }] }, folder);
    expect(problemsOf({ CCC_ACCOUNTS_FILE: path })).toEqual([
      "CCC_ACCOUNTS_FILE account 1 (retail): secretKeyFile cannot be read: EISDIR",
    ]);
  });

  it("because accounts contradict each other is refused for each of them", () => {
    const { sdkAppIds: _none, ...boundless } = { ...service, name: "boundless", secretId: "AKIDexample3" };
    const twin = { ...retail, sdkAppIds: [1_400_000_001, 1_400_000_009] };
    expect(problemsWith(retail, twin, boundless)).toEqual([
      "CCC_ACCOUNTS_FILE account 2 (retail): name is used twice",
      "CCC_ACCOUNTS_FILE account 2 (retail): secretId is another account's: accounts with one key share its limit",
      "CCC_ACCOUNTS_FILE account 2 (retail): application 1400000001 already belongs to retail",
      "CCC_ACCOUNTS_FILE account 3 (boundless): sdkAppIds is missing: with several accounts, each has to name its applications",
    ]);
  });

  it("lists all faults, with those of other variables", () => {
    const environment = {
      CCC_ACCOUNTS_FILE: written({
        accounts: [
          { ...retail, name: 7 },
          { ...service, requestsPerSecond: -1 },
        ],
      }),
      CCC_ENDPOINT: "nowhere",
      PORT: "eighty",
    };
    expect(problemsOf(environment).map((problem) => problem.split(" must")[0])).toEqual([
      "CCC_ENDPOINT",
      "CCC_ACCOUNTS_FILE account 1: name",
      "CCC_ACCOUNTS_FILE account 2 (service-north): requestsPerSecond",
      "PORT",
    ]);
  });
});

const key = (number: number) => ({
  secretId: `AKIDexample${number}`,
  secretKey: `exampleOfKey${number}`,
});

describe("several keys of one account", () => {
  const { secretId: _id, secretKey: _key, ...bare } = retail;

  it("come from numbered variables", () => {
    const { accounts } = loadConfig({
      TENCENTCLOUD_SECRET_ID: "AKIDexample1",
      TENCENTCLOUD_SECRET_KEY: "exampleOfKey1",
      TENCENTCLOUD_SECRET_ID_2: "AKIDexample2",
      TENCENTCLOUD_SECRET_KEY_2_FILE: written("exampleOfKey2\n"),
      TENCENTCLOUD_SECRET_ID_4: "AKIDexample4",
      TENCENTCLOUD_SECRET_KEY_4: "exampleOfKey4",
    });
    expect(accounts).toMatchObject([{ keys: [key(1), key(2), key(4)] }]);
  });

  it("come from the list of the accounts file", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "second"), "exampleOfKey2");
    const keys = [key(1), { secretId: "AKIDexample2", secretKeyFile: "second" }];
    const file = written({ accounts: [{ ...bare, keys }] }, folder);
    const config = loadConfig({ CCC_ACCOUNTS_FILE: file });
    expect(config.accounts).toMatchObject([{ keys: [key(1), key(2)] }]);
    expect(secretsOf(config)).toEqual(expect.arrayContaining(["exampleOfKey1", "exampleOfKey2"]));
  });

  it.each([
    [
      "a half of a key",
      { ...bare, keys: [key(1), { secretId: "AKIDexample2" }] },
      /key 2: secretKey is missing/,
    ],
    ["the same key twice", { ...bare, keys: [key(1), key(1)] }, /name a secretId twice/],
    ["both forms", { ...retail, keys: [key(1)] }, /secretId and keys are both given/],
    ["no key", { ...bare, keys: [] }, /must hold a key$/],
  ])("with %s are refused", (_what, account, problem) => {
    expect(problemsWith(account)).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    [{ TENCENTCLOUD_SECRET_ID_2: "AKIDexample2" }, /^TENCENTCLOUD_SECRET_KEY_2 is missing/],
    [
      { TENCENTCLOUD_SECRET_ID_2: "AKIDexample1", TENCENTCLOUD_SECRET_KEY_2: "exampleOfX" },
      /same for two keys/,
    ],
  ])("of numbered variables are refused: %j", (more, problem) => {
    const first = { TENCENTCLOUD_SECRET_ID: "AKIDexample1", TENCENTCLOUD_SECRET_KEY: "exampleOfKey1" };
    expect(problemsOf({ ...first, ...more })).toEqual([expect.stringMatching(problem)]);
  });
});
