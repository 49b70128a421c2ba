import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:net";
import { json } from "node:stream/consumers";
import { startHttpStub } from "@cruiseboard/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { startBackendProcess } from "../../../test/kit/backend-process.ts";
import { builtPage } from "../../../test/kit/built-page.ts";
import { collected, freePort, soundInstallation, wrong } from "../../../test/kit/sound-installation.ts";
import { temporaryFolder } from "../../../test/kit/temporary-folder.ts";
import { findingInWords } from "./finding.ts";

const sdkAppId = 1_400_000_000;
const installation = soundInstallation();
const { soundEnvironment, findingsWith, said, faulty } = installation;

const saidOfAgents = async () => {
  const findings = await findingsWith({}, { sdkAppId, campaignId: 2569 });
  return findings.filter(({ subject }) => subject === "Agents").map(findingInWords);
};

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
    ]);
  });

  it("costs one signed request of each action, and answers with the campaign that was named", async () => {
    await installation.simulator.control.resetStats();
    const findings = await findingsWith({}, { sdkAppId, campaignId: 2569 });
    expect(findings.find(({ subject }) => subject === "Key")?.says).toMatch(
      /^accepted; campaign 1400000000\/2569 is "/,
    );
    const { requests, agents } = await installation.simulator.control.stats();
    // One without a signature shows whether the endpoint can be reached.
    expect({ requests, agents: agents.requests }).toEqual({ requests: 2, agents: 1 });
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

  it("says when the agent of the campaign that was named is not among them", async () => {
    const { control } = installation.simulator;
    const { campaigns } = await control.world();
    const answer = campaigns.find(({ campaignId }) => campaignId === 2569)?.answer ?? {};
    onTestFinished(async () => void (await control.overrideCampaign(2569, { Agent: answer["Agent"] })));
    await control.overrideCampaign(2569, { Agent: String(answer["Agent"]).toUpperCase() });
    expect(await saidOfAgents()).toEqual([expect.stringMatching(/^✓ .* can be read$/)]);
    await control.overrideCampaign(2569, { Agent: "4711" });
    expect(await saidOfAgents()).toEqual([
      expect.stringMatching(/^– .* but the campaign's agent is not among them\n.*in the console/),
    ]);
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
    expect(words).toMatch(/– Lock +a process uses the folder/);
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
