import { once } from "node:events";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { json } from "node:stream/consumers";
import {
  createSelfSignedCertificate,
  type RunningSimulator,
  startHttpStub,
  startProxy,
  startSimulator,
} from "@cruiseboard/testing";
import { Agent, setGlobalDispatcher } from "undici";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startBackendProcess } from "../../../test/kit/backend-process.ts";
import { builtPage } from "../../../test/kit/built-page.ts";
import { postgresForTests } from "../../../test/kit/postgres-for-tests.ts";
import { temporaryFolder } from "../../../test/kit/temporary-folder.ts";
import { lockDataFolder } from "../../store/data-folder.ts";
import { openSqliteDatabase } from "../../store/sqlite-database.ts";
import { type Examination, examine } from "./examine.ts";
import { type Finding, findingInWords } from "./finding.ts";

const sdkAppId = 1_400_000_000;
const secretKey = "Zq7TopSecretKeyOfThisTest4f1";
const tokenSecret = "Zq7TopSecretOfTheTokensOfThisTest";
const sessionToken = "Zq7TopSecretTokenOfThisTest9c2";
let simulator: RunningSimulator;

beforeAll(async () => {
  simulator = await startSimulator({ campaigns: 3, secretKey });
});
afterAll(() => simulator.stop());

/** What a sound installation has; each test spoils something. */
function soundEnvironment(): Record<string, string> {
  return {
    PORT: "0",
    DATA_DIR: temporaryFolder(),
    CCC_ENDPOINT: simulator.url,
    TENCENTCLOUD_SECRET_ID: simulator.secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
    EMBED_JWT_SECRET: tokenSecret,
    EMBED_PARENT_ORIGINS: "https://portal.example.com",
    METRICS_TOKEN: "Zq7TopSecretOfTheMetrics",
  };
}

async function collected(examination: Examination): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of examine(examination)) findings.push(finding);
  return findings;
}

async function findingsWith(
  changes: Record<string, string>,
  campaign: { sdkAppId: number; campaignId: number } | null = null,
): Promise<readonly Finding[]> {
  const environment = { ...soundEnvironment(), ...changes };
  const findings = await collected({ environment, campaign, pageFolder: builtPage() });
  // Whatever is wrong, nothing secret is said of it.
  expect(findings.map(findingInWords).join("\n")).not.toMatch(/Zq7|Signature=/);
  return findings;
}

/** The findings of one subject, in words. */
async function said(subject: string, changes: Record<string, string>): Promise<string> {
  const findings = await findingsWith(changes);
  return findings
    .filter((finding) => finding.subject === subject)
    .map(findingInWords)
    .join("\n");
}

const signInAt = (issuer: string) => ({
  EMBED_JWT_SECRET: "",
  OIDC_ISSUER_URL: issuer,
  OIDC_CLIENT_ID: "board",
  OIDC_CLIENT_SECRET: "Zq7SecretOfTheClient",
  PUBLIC_URL: "https://board.example.com",
  SESSION_SECRET: "Zq7SecretOfTheSessionsOfThisTest!",
});

const wrong = (findings: readonly Finding[]) => findings.filter(({ mark }) => mark === "bad");

describe("a sound installation", () => {
  it("is found to be one, step by step", async () => {
    const findings = await findingsWith({});
    expect(wrong(findings)).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      "Configuration",
      "Page",
      "Address",
      "Data folder",
      "Disk",
      "Database",
      "Connection",
      "Key",
      "Clock",
      "Tokens",
      "Framing",
      "Metrics",
    ]);
  });

  it("says what becomes of new campaigns where they are searched for", async () => {
    expect(await said("Discovery", { CCC_DISCOVER: "suggest" })).toContain("campaigns are suggested");
    const rule = { CCC_DISCOVER: "add", CCC_DISCOVER_AGENTS: "*@a.example" };
    expect(await said("Discovery", rule)).toContain("that the rule does not match are suggested");
  });

  it("costs one request of the budget, and answers with the campaign that was named", async () => {
    await simulator.control.resetStats();
    const findings = await findingsWith({}, { sdkAppId, campaignId: 2569 });
    expect(findings.find(({ subject }) => subject === "Key")?.says).toMatch(
      /^accepted; campaign 1400000000\/2569 is "/,
    );
    const { requests, agents } = await simulator.control.stats();
    expect({ requests, agents: agents.requests }).toEqual({ requests: 1, agents: 1 });
  });

  it("says whether agents can be seen, which nothing else depends on", async () => {
    const own = { CCC_SDK_APP_IDS: String(sdkAppId) };
    expect(await said("Agents", own)).toMatch(/^✓ .* of \d+ agents of 1400000000 can be read/);
    expect(await said("Agents", { ...own, CCC_AGENT_STATUS: "off" })).toBe("");
    await faulty({
      kind: "errorCode",
      code: "UnauthorizedOperation.CamNoAuth",
      action: "DescribeStaffStatusMetrics",
    });
    expect(await said("Agents", own)).toMatch(/^– .*CamNoAuth.*\n.*ccc:DescribeStaffStatusMetrics/);
  });

  it("may be running: its port and folder are in use by itself", async () => {
    const environment = soundEnvironment();
    const port = await freePort();
    const backend = startBackendProcess({ ...environment, PORT: port });
    await backend.listening;
    const findings = await findingsWith({ ...environment, PORT: port });
    expect(wrong(findings)).toEqual([]);
    const words = findings.map(findingInWords).join("\n");
    expect(words).toContain(`✓ Address        a Cruiseboard serves 127.0.0.1:${port}`);
    expect(words).toMatch(/– Lock +(process \d+|another process) uses the folder/);
    expect(words).toMatch(/✓ Database +cruiseboard\.db, .* of this version/);
  });
});

describe("the configuration", () => {
  it("is reported variable by variable, and nothing else is checked with a wrong one", async () => {
    const findings = await findingsWith({ PORT: "eighty", EMBED_JWT_SECRET: "Zq7short" });
    expect(wrong(findings).map(({ says }) => says)).toEqual([
      expect.stringMatching(/^PORT must be a whole number/),
      expect.stringMatching(/^EMBED_JWT_SECRET must have at least 32 bytes/),
    ]);
    expect(findings.at(-1)).toMatchObject({ mark: "note", subject: "The rest" });
  });

  it("without a key says what a key needs, and checks the rest", async () => {
    const findings = await findingsWith({ TENCENTCLOUD_SECRET_ID: "", TENCENTCLOUD_SECRET_KEY: " " });
    expect(wrong(findings)).toEqual([expect.objectContaining({ subject: "Key" })]);
    expect(findings.map(({ subject }) => subject)).toEqual(expect.arrayContaining(["Connection", "Framing"]));
    const demo = findings.find(({ subject }) => subject === "Database");
    expect(demo?.says).toMatch(/^no demo/);
  });

  it("with half a key is wrong", async () => {
    expect(await said("Configuration", { TENCENTCLOUD_SECRET_ID: "" })).toContain(
      "TENCENTCLOUD_SECRET_ID is missing",
    );
  });
});

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
      hosts: { "ccc.example.test:8080": new URL(simulator.url).host },
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
      await said("Connection", { ...right, CCC_ENDPOINT: simulator.url, NO_PROXY: "127.0.0.1" }),
    ).toMatch(/^✓/);
  });

  it("ends where TLS is expected and plain HTTP is spoken", async () => {
    const CCC_ENDPOINT = simulator.url.replace("http:", "https:");
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

describe("the data folder", () => {
  it("may be missing, but not be a file", async () => {
    const folder = temporaryFolder();
    expect(await said("Data folder", { DATA_DIR: join(folder, "new", "data") })).toContain(
      "the first start creates it",
    );
    writeFileSync(join(folder, "file"), "");
    expect(await said("Data folder", { DATA_DIR: join(folder, "file") })).toMatch(/^✗ .*is not a folder/);
  });

  it.skipIf(process.getuid?.() === 0)("has to be writable", async () => {
    const folder = join(temporaryFolder(), "data");
    mkdirSync(folder, { mode: 0o500 });
    expect(await said("Data folder", { DATA_DIR: folder })).toMatch(/^✗ .*EACCES/);
  });

  it("is reported as in use", async () => {
    const folder = temporaryFolder();
    onTestFinished(lockDataFolder(folder, "cruiseboard.lock"));
    expect(await said("Lock", { DATA_DIR: folder })).toContain("uses the folder");
  });

  it.each([
    ["is damaged", (path: string) => truncateSync(path, 8192), /^✗ .*(damaged|malformed)[^]*npm run restore/],
    [
      "is of a newer version",
      (path: string) => execute(path, "INSERT INTO kysely_migration VALUES ('0999-x', '')"),
      /^✗ .*newer Cruiseboard/,
    ],
    [
      "is of an older version",
      (path: string) => execute(path, "DELETE FROM kysely_migration WHERE name > '0003'"),
      /^– .*with \d+ of this version's \d+ migrations\n.*back it up/,
    ],
  ])("with a database that %s says so, and changes nothing", async (_what, spoil, words) => {
    const folder = temporaryFolder();
    await (await openSqliteDatabase(folder, "cruiseboard.db")).destroy();
    spoil(join(folder, "cruiseboard.db"));
    expect(await said("Database", { DATA_DIR: folder })).toMatch(words);
  });
});

describe("the address", () => {
  it("in use by another program is wrong", async () => {
    const server = createServer((socket) => void socket.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    expect(await said("Address", { PORT: String(port) })).toMatch(/^✗ .*in use by another program/);
  });

  it("in use by a Cruiseboard of another folder is wrong", async () => {
    const port = await freePort();
    const backend = startBackendProcess({ ...soundEnvironment(), PORT: port });
    await backend.listening;
    expect(await said("Address", { PORT: port })).toMatch(
      /^✗ .*another Cruiseboard: none runs on this DATA_DIR/,
    );
  });

  it("of another machine is wrong", async () => {
    expect(await said("Address", { HOST: "192.0.2.1" })).toMatch(
      /^✗ .*EADDRNOTAVAIL.*\n.*an address of this machine/,
    );
  });
});

it("a page that is not built is wrong, unless npm start will build it", async () => {
  const options = { environment: soundEnvironment(), campaign: null, pageFolder: temporaryFolder() };
  const findings = await collected(options);
  expect(wrong(findings)).toEqual([expect.objectContaining({ subject: "Page" })]);
  const byNpm = { ...options, environment: { ...options.environment, npm_lifecycle_event: "doctor" } };
  expect(wrong(await collected(byNpm))).toEqual([]);
});

describe("webhooks", () => {
  it("are tried when asked for: each receiver gets a test message, and what it answers is told", async () => {
    const bodies: unknown[] = [];
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      bodies.push(await json(request));
      const robot = JSON.stringify({ errcode: 93_000, errmsg: "invalid webhook url" });
      response.end(request.url?.startsWith("/robot") ? robot : "");
    };
    const stub = await startHttpStub((request, response) => void answer(request, response));
    onTestFinished(() => stub.stop());
    const WEBHOOK_URLS = `generic=${stub.url}/Zq7hook, wecom=${stub.url}/robot?key=Zq7, slack=http://127.0.0.1:${await freePort()}/Zq7`;
    expect(await said("Webhooks", { WEBHOOK_URLS })).toMatch(/^– .*not tried: 3\n.*--webhooks/);
    expect(bodies).toEqual([]);
    const environment = { ...soundEnvironment(), WEBHOOK_URLS, WEBHOOK_LANG: "zh-CN" };
    const options = { environment, campaign: null, pageFolder: builtPage(), triesWebhooks: true };
    const words = (await collected(options)).map(findingInWords).join("\n");
    expect(words).toContain("✓ Webhooks       generic 1 took a test message");
    expect(words).toContain("✗ Webhooks       wecom 2: errcode 93000: invalid webhook url");
    expect(words).toContain("✗ Webhooks       slack 3: ECONNREFUSED");
    expect(words).not.toContain("Zq7");
    const content = "**Cruiseboard: 测试消息：告警将发送到这里**";
    expect(bodies).toEqual([
      expect.objectContaining({ type: "cruiseboard.test", events: [] }),
      { msgtype: "markdown", markdown: { content } },
    ]);
  });
});

describe("access", () => {
  const withoutTokens = { EMBED_JWT_SECRET: "" };

  it("that is open is worth a word", async () => {
    expect(await said("Access", withoutTokens)).toMatch(/^– .*open to every user of this machine/);
    expect(await said("Proxy", { ...withoutTokens, TRUST_PROXY: "1" })).toMatch(
      /^✗ .*TRUST_PROXY is refused\n.*EMBED_JWT_SECRET/,
    );
  });

  it.each([
    [{ keys: [{ kty: "RSA" }] }, /^✓ .*with 1 of EMBED_JWKS_URL/],
    [{ keys: [] }, /^✗ .*without keys/],
    ["text", /^✗ .*something else/],
  ])("by a key set %j", async (answer, words) => {
    const url = await answering(() => answer);
    expect(await said("Tokens", { ...withoutTokens, EMBED_JWKS_URL: url })).toMatch(words);
  });

  it("by a key set that cannot be fetched is wrong", async () => {
    const url = `http://127.0.0.1:${await freePort()}/keys`;
    expect(await said("Tokens", { ...withoutTokens, EMBED_JWKS_URL: url })).toMatch(/^✗ .*ECONNREFUSED/);
  });

  it.each([
    [(url: string) => url, /^✓ .*https:\/\/board\.example\.com\/auth\/callback/],
    [() => "https://another.example.com", /^✗ .*calls itself https:\/\/another\.example\.com/],
  ])("by sign-in asks the provider for its name", async (nameOf, words) => {
    const signIn = signInAt(await answering((origin) => ({ issuer: nameOf(origin) })));
    expect(await said("Sign-in", signIn)).toMatch(words);
    expect(await said("Proxy", signIn)).toMatch(/^– .*no proxy in front is trusted/);
    expect(await said("Framing", signIn)).toContain("gets no cookies");
  });

  it.each([
    [{}, /^– .*no revocation_endpoint.*stays valid there\n.*expire soon/],
    [{ revocation_endpoint: "https://login.example.com/revoke" }, /^✓ .*revokes its refresh token/],
  ])("by sign-in says what signing out ends at a provider with %j", async (endpoints, words) => {
    const url = await answering((issuer) => ({ issuer, ...endpoints }));
    expect(await said("Sign-out", signInAt(url))).toMatch(words);
  });

  it("by frames, pages and receivers over plain HTTP is worth a word", async () => {
    const words = await said("Encryption", {
      EMBED_PARENT_ORIGINS: "http://portal.example.com,http://localhost:3000",
      PUBLIC_URL: "http://board.example.com",
      WEBHOOK_URLS: "generic=http://hooks.example.com/Zq7",
      WEBHOOK_SECRET: "Zq7SecretOfTheWebhooksOfThisTest",
    });
    expect(words).toMatch(/^– Encryption +PUBLIC_URL: .*board\.example\.com is not encrypted/m);
    expect(words).toMatch(/^– Encryption +EMBED_PARENT_ORIGINS: .*portal\.example\.com is not encrypted/m);
    expect(words).toMatch(/^– Encryption +WEBHOOK_URLS entry 1: .*is not encrypted/m);
    expect(words).not.toContain("localhost");
  });

  it("without portals is worth a word", async () => {
    expect(await said("Framing", { EMBED_PARENT_ORIGINS: "" })).toMatch(/^– .*no page may frame/);
  });
});

describe("PostgreSQL", () => {
  const postgres = postgresForTests();

  it("that answers is checked, and not written to", async () => {
    const url = await postgres.newDatabase();
    const first = await said("Database", { DATABASE_URL: url });
    expect(first).toMatch(
      /^✓ Database +PostgreSQL \d+\.\d+.* answers\n– Database +no schema cruiseboard yet/,
    );
    expect(await said("Database", { DATABASE_URL: url })).toBe(first);
  });

  it("with a wrong password, without the database, or away, says what to do, and no password", async () => {
    const url = new URL(await postgres.newDatabase());
    const changed = (change: (url: URL) => void) => {
      const copy = new URL(url);
      change(copy);
      return { DATABASE_URL: copy.href };
    };
    expect(
      await said(
        "Database",
        changed((copy) => void (copy.password = "Zq7wrong")),
      ),
    ).toContain("user or password");
    expect(
      await said(
        "Database",
        changed((copy) => void (copy.pathname = "/absent")),
      ),
    ).toContain("CREATE DATABASE");
    const port = await freePort();
    expect(
      await said(
        "Database",
        changed((copy) => void (copy.port = port)),
      ),
    ).toContain("Nothing listens there");
  });
});

async function faulty(fault: Parameters<RunningSimulator["control"]["addFault"]>[0]): Promise<void> {
  onTestFinished(() => simulator.control.clearFaults());
  await simulator.control.addFault(fault);
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return String(port);
}

/** A server that answers everything with this JSON; `origin`: its own. */
async function answering(answer: (origin: string) => unknown): Promise<string> {
  const stub = await startHttpStub(({ headers }, response) => {
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify(answer(`http://${headers.host}`)));
  });
  onTestFinished(() => stub.stop());
  return stub.url;
}

function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
