import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { ConfigError, loadConfig } from "./config.ts";

const secretId = "AKIDexampleOfAnId";
const secretKey = "exampleOfASecretKey";
const credentials = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey };

const load = (environment: Record<string, string>) => loadConfig({ ...credentials, ...environment });

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error("The environment was accepted");
}

/** What is said of an environment that is right but for these variables. */
const problemsWith = (environment: Record<string, string>) => problemsOf({ ...credentials, ...environment });

function written(text: string): string {
  const path = join(temporaryFolder(), "secret");
  writeFileSync(path, text);
  return path;
}

it("the search for new campaigns is off unless it is turned on, and its rule has globs and a label", () => {
  expect(load({}).discovery).toBeNull();
  expect(load({ CCC_DISCOVER: "suggest" }).discovery).toEqual({ rule: null });
  const rule = { CCC_DISCOVER_NAMES: "spring*, *春*", CCC_DISCOVER_LABEL: " Found " };
  expect(load({ CCC_DISCOVER: "add", ...rule }).discovery).toEqual({
    rule: { names: ["spring*", "*春*"], agents: [], label: "Found" },
  });
});

describe("an environment with credentials alone", () => {
  it("gets the defaults of the contract", () => {
    const config = load({});
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 8080,
      mode: "live",
      accounts: [{ name: "default", requestsPerSecond: 20, sdkAppIds: null }],
      dataFolder: "./data",
      embedParentOrigins: [],
      logLevel: "info",
      historyRetentionDays: 90,
    });
    expect(config.accounts[0].endpoint.href).toBe("https://ccc.tencentcloudapi.com/");
    expect(config.accounts[0].keys[0]).toEqual({ secretId, secretKey });
  });

  it("is frozen", () => {
    const config = load({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.accounts)).toBe(true);
    expect(Object.isFrozen(config.accounts[0])).toBe(true);
    expect(Object.isFrozen(config.accounts[0].keys[0])).toBe(true);
  });

  it("prints no secret, however it is printed", () => {
    const config = load({ TENCENTCLOUD_SESSION_TOKEN: "exampleOfAToken" });
    const printed = [inspect(config, { depth: 9 }), JSON.stringify(config), inspect([config])];
    for (const text of printed) expect(text).not.toMatch(/AKIDexample|exampleOf/);
  });
});

describe("each variable", () => {
  it("is read", () => {
    const config = load({
      HOST: "localhost",
      PORT: "0",
      CRUISEBOARD_MODE: "demo",
      TENCENTCLOUD_SESSION_TOKEN: "token",
      CCC_ENDPOINT: "http://127.0.0.1:9000",
      CCC_REQUESTS_PER_SECOND: "7.5",
      CCC_SDK_APP_IDS: "1400000000, 1400000001,",
      DATA_DIR: "/var/lib/cruiseboard",
      EMBED_PARENT_ORIGINS: "https://portal.example.com, http://localhost:3000,https://[2001:db8::1]:8443",
      LOG_LEVEL: "trace",
      HISTORY_RETENTION_DAYS: "7",
    });
    expect(config).toMatchObject({
      host: "localhost",
      port: 0,
      mode: "demo",
      accounts: [{ requestsPerSecond: 7.5, sdkAppIds: new Set([1_400_000_000, 1_400_000_001]) }],
      dataFolder: "/var/lib/cruiseboard",
      embedParentOrigins: [
        "https://portal.example.com",
        "http://localhost:3000",
        "https://[2001:db8::1]:8443",
      ],
      logLevel: "trace",
      historyRetentionDays: 7,
    });
    expect(config.accounts[0].endpoint.href).toBe("http://127.0.0.1:9000/");
    expect(config.accounts[0].keys[0].sessionToken).toBe("token");
  });

  it("counts as not set when it is empty or blank", () => {
    const blank = Object.fromEntries(
      ["HOST", "PORT", "CCC_ENDPOINT", "CCC_SDK_APP_IDS", "EMBED_PARENT_ORIGINS", "DATABASE_URL"].map(
        (name, index) => [name, " ".repeat(index)],
      ),
    );
    expect(load({ ...blank, TENCENTCLOUD_SECRET_KEY_FILE: "" })).toEqual(load({}));
  });

  it.each([
    ["HOST", "bad host", /must be a host name/],
    ["HOST", "0.0.0.0", /reachable from other machines/],
    ["HOST", "::", /reachable from other machines/],
    ["HOST", "board.example.com", /reachable from other machines/],
    ["PORT", "http", /whole number from 0 to 65535/],
    ["PORT", "65536", /at most 65535/],
    ["PORT", "-1", /whole number/],
    ["PORT", "80.5", /whole number/],
    ["PORT", "0x50", /whole number/],
    ["CRUISEBOARD_MODE", "test", /demo/],
    ["CCC_ENDPOINT", "ccc.tencentcloudapi.com", /http or https URL/],
    ["CCC_ENDPOINT", "ftp://ccc.tencentcloudapi.com", /http or https URL/],
    ["CCC_ENDPOINT", "https://", /http or https URL/],
    ["CCC_ENDPOINT", "https://ccc.tencentcloudapi.com/v3", /without a path/],
    ["CCC_ENDPOINT", "https://ccc.tencentcloudapi.com/?a=b", /without a path, query/],
    ["CCC_ENDPOINT", "https://someone:passphrase@ccc.tencentcloudapi.com", /without a path, query or user/],
    ["CCC_REQUESTS_PER_SECOND", "0", /at least 0.1/],
    ["CCC_REQUESTS_PER_SECOND", "-20", /number from 0.1 to 1000/],
    ["CCC_REQUESTS_PER_SECOND", "many", /number from/],
    ["CCC_REQUESTS_PER_SECOND", "1e9", /number from/],
    ["CCC_REQUESTS_PER_SECOND", "1001", /at most 1000/],
    ["CCC_SDK_APP_IDS", "1400000000;1400000001", /whole number/],
    ["CCC_SDK_APP_IDS", "0", /at least 1/],
    ["CCC_SDK_APP_IDS", "9007199254740992", /at most 9007199254740991/],
    ["EMBED_PARENT_ORIGINS", "portal.example.com", /exact origins/],
    ["EMBED_PARENT_ORIGINS", "https://portal.example.com/", /exact origins/],
    ["EMBED_PARENT_ORIGINS", "https://portal.example.com:443", /exact origins/],
    ["EMBED_PARENT_ORIGINS", "https://*.example.com", /exact origins/],
    ["EMBED_PARENT_ORIGINS", "*", /exact origins/],
    ["EMBED_PARENT_ORIGINS", "null", /exact origins/],
    ["EMBED_PARENT_ORIGINS", "https://a.example;script-src", /exact origins/],
    ["LOG_LEVEL", "loud", /must be one of trace, debug/],
    ["HISTORY_RETENTION_DAYS", "0", /at least 1/],
    ["HISTORY_RETENTION_DAYS", "forever", /whole number/],
    ["CCC_DISCOVER", "on", /must be off, suggest or add/],
    ["CCC_DISCOVER", "add", /CCC_DISCOVER_NAMES or CCC_DISCOVER_AGENTS/],
    ["CCC_DISCOVER_NAMES", "spring*", /needs CCC_DISCOVER=add/],
  ])("%s=%s is refused by name, once", (name, value, reason) => {
    const problems = problemsWith({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).toMatch(reason);
    expect(problems[0]).not.toContain("passphrase");
  });

  it.each([
    "db.example.com",
    "mysql://user:passphrase@db/board",
    "postgres:///board",
    "postgres://user:passphrase@db",
    "postgres://user:passphrase@db:port/board",
  ])("a DATABASE_URL of %s is refused by name, and kept quiet", (url) => {
    const problems = problemsWith({ DATABASE_URL: url });
    expect(problems).toEqual([expect.stringMatching(/^DATABASE_URL must be a URL such as postgres:/)]);
    expect(problems.join()).not.toContain("passphrase");
  });
});

describe("the database", () => {
  it("is the embedded one by default", () => {
    expect(load({}).databaseUrl).toBeNull();
  });

  it.each(["postgres://u:passphrase@db:5433/board?sslmode=verify-full", "postgresql://db/board"])(
    "is that of %s, which is not printed",
    (url) => {
      const config = load({ DATABASE_URL: url });
      expect(config.databaseUrl).toBe(url);
      expect(`${JSON.stringify(config)} ${inspect(config)}`).not.toContain("/board");
    },
  );

  it("may be named by a file", () => {
    expect(load({ DATABASE_URL_FILE: written("postgres://db/board\n") }).databaseUrl).toBe(
      "postgres://db/board",
    );
  });
});

describe("the token of the metrics", () => {
  it("has 16 bytes at least, in a variable or a file", () => {
    const short = "exampleOfAToken";
    const problem = "METRICS_TOKEN must have at least 16 bytes";
    expect(problemsWith({ METRICS_TOKEN: short })).toEqual([problem]);
    expect(problemsWith({ METRICS_TOKEN_FILE: written(`${short}\n`) })).toEqual([problem]);
    expect(load({ METRICS_TOKEN: `${short}1` }).metricsToken).toBe(`${short}1`);
  });
});

describe("several faults", () => {
  it("are all named in one message", () => {
    const bad = {
      HOST: "bad host",
      PORT: "eighty",
      TENCENTCLOUD_SECRET_ID: secretId,
      TENCENTCLOUD_SESSION_TOKEN_FILE: "/nowhere/token",
      CCC_ENDPOINT: "no url",
      CCC_REQUESTS_PER_SECOND: "0",
      CCC_SDK_APP_IDS: "x,y",
      DATABASE_URL: "postgres://localhost",
      EMBED_JWT_SECRET: "exampleOfATooShortOne",
      METRICS_TOKEN: "exampleOfOne",
      OIDC_CLIENT_SECRET: "exampleOfOne",
      SESSION_SECRET: "exampleOfOne",
      WEBHOOK_SECRET: "exampleOfOne",
      EMBED_PARENT_ORIGINS: "*",
      LOG_LEVEL: "loud",
      HISTORY_RETENTION_DAYS: "-1",
    };
    const message = new ConfigError(problemsOf(bad)).message;
    const { TENCENTCLOUD_SECRET_ID: _isRight, ...wrong } = bad;
    for (const name of [...Object.keys(wrong), "TENCENTCLOUD_SECRET_KEY"])
      expect(message).toMatch(new RegExp(`^ {2}- ${name} `, "m"));
    expect(message).not.toMatch(/AKIDexample|exampleOf/);
  });
});

describe("credentials", () => {
  it.each(["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"] as const)("miss %s", (name) => {
    const { [name]: _left, ...half } = credentials;
    const problems = problemsOf(half);
    expect(problems).toEqual([expect.stringMatching(`^${name} is missing: .*both or neither`)]);
    expect(problems.join()).not.toMatch(/exampleOf/);
  });

  it("are missing altogether: both are named", () => {
    expect(problemsOf({}).map((problem) => problem.split(" ")[0])).toEqual(Object.keys(credentials));
  });

  it("are read from files, without the line's end", () => {
    const config = loadConfig({
      TENCENTCLOUD_SECRET_ID_FILE: written(`${secretId}\n`),
      TENCENTCLOUD_SECRET_KEY_FILE: written(`  ${secretKey}\r\n`),
      TENCENTCLOUD_SESSION_TOKEN_FILE: written("token"),
    });
    expect(config.accounts[0].keys[0]).toEqual({ secretId, secretKey, sessionToken: "token" });
  });

  it("may come half from a file, half from a variable", () => {
    const config = loadConfig({
      TENCENTCLOUD_SECRET_ID: secretId,
      TENCENTCLOUD_SECRET_KEY_FILE: written(secretKey),
    });
    expect(config.accounts[0].keys[0]).toEqual({ secretId, secretKey });
  });

  it.each([
    ["is not there", () => join(temporaryFolder(), "absent"), /names a file that does not exist \(ENOENT\)/],
    ["is a folder", () => temporaryFolder(), /cannot be read: EISDIR/],
    ["is empty", () => written(" \n"), /names an empty file/],
    ["has two lines", () => written(`${secretKey}\n${secretKey}`), /one line of visible ASCII/],
    ["holds other characters", () => written("密钥"), /one line of visible ASCII/],
  ])("in a file that %s are refused", (_what, file, reason) => {
    const problems = problemsOf({
      TENCENTCLOUD_SECRET_ID: secretId,
      TENCENTCLOUD_SECRET_KEY_FILE: file(),
    });
    expect(problems).toEqual([expect.stringMatching(/^TENCENTCLOUD_SECRET_KEY_FILE /)]);
    expect(problems[0]).toMatch(reason);
    expect(problems[0]).not.toMatch(/exampleOf|密钥/);
  });

  it.each(["SECRET_ID", "SECRET_KEY", "SESSION_TOKEN"])(
    "%s in a variable and in a file are refused",
    (part) => {
      const name = `TENCENTCLOUD_${part}`;
      const problems = problemsWith({
        [name]: "exampleOfOne",
        [`${name}_FILE`]: written("exampleOfAnother"),
      });
      expect(problems).toEqual([`${name} and ${name}_FILE are both set: set one of them`]);
    },
  );

  it("that could not stand in a header are refused", () => {
    expect(problemsWith({ TENCENTCLOUD_SECRET_KEY: "two words" })).toEqual([
      "TENCENTCLOUD_SECRET_KEY must be one line of visible ASCII characters",
    ]);
  });

  it("in a file that a folder of that name shadows name the variable only", () => {
    const folder = join(temporaryFolder(), secretKey);
    mkdirSync(folder);
    expect(problemsWith({ TENCENTCLOUD_SESSION_TOKEN_FILE: folder }).join()).not.toContain(secretKey);
  });
});
