import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { attentionKinds } from "@cruiseboard/contract";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { ConfigError, loadConfig } from "./config.ts";
import { createEnvironmentReader } from "./environment.ts";
import { readWebhookConfig } from "./webhook-config.ts";

function read(given: Record<string, string>) {
  const problems: string[] = [];
  const reader = createEnvironmentReader(given, problems);
  const config = readWebhookConfig(reader, new URL("https://board.example.com"));
  return { config, problems };
}

const idsOf = (urls: string) => read({ WEBHOOK_URLS: urls }).config.receivers.map(({ id }) => id);

const wecom = "https://qyapi.example.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4";

const common = "secretThatAllReceiversShare";

describe("webhooks", () => {
  it("are off unless configured", () => {
    const { config, problems } = read({});
    expect(problems).toEqual([]);
    expect(config.receivers).toEqual([]);
    expect(config).toMatchObject({ language: "en", events: new Set(["began"]) });
    expect([...config.kinds]).toEqual([...attentionKinds]);
    expect(config.publicUrl?.href).toBe("https://board.example.com/");
  });

  it("have receivers of several formats, each with the common secret or its own", () => {
    const { config, problems } = read({
      WEBHOOK_URLS: `wecom=${wecom}, dingtalk=https://oapi.example.com/robot/send?access_token=t#SECsecretOfTheRobotAlone1,generic=http://127.0.0.1:9/hook,`,
      WEBHOOK_SECRET: common,
      WEBHOOK_LANG: "zh-CN",
      WEBHOOK_KINDS: "stalled, willMissWindow",
      WEBHOOK_EVENTS: "began,ended",
      WEBHOOK_TIME_ZONE: "Asia/Shanghai",
    });
    expect(problems).toEqual([]);
    expect(config.receivers.map(({ name, format, url, secret }) => [name, format, url.href, secret])).toEqual(
      [
        ["wecom 1", "wecom", wecom, common],
        [
          "dingtalk 2",
          "dingtalk",
          "https://oapi.example.com/robot/send?access_token=t",
          "SECsecretOfTheRobotAlone1",
        ],
        ["generic 3", "generic", "http://127.0.0.1:9/hook", common],
      ],
    );
    expect(config).toMatchObject({
      language: "zh-CN",
      events: new Set(["began", "ended"]),
      timeZone: "Asia/Shanghai",
    });
    expect([...config.kinds]).toEqual(["stalled", "willMissWindow"]);
  });

  it("identify a receiver by a hash of format and URL", () => {
    const [one, other] = idsOf(`wecom=${wecom},slack=${wecom}`);
    expect(idsOf(`slack=https://a.example,wecom=${wecom}#${common}`)[1]).toBe(one);
    expect(other).not.toBe(one);
    expect(one).toMatch(/^[\w-]{16}$/);
  });

  it.each([
    ["https://hooks.example.com/secretPath"],
    ["teams=https://hooks.example.com/secretPath"],
    ["slack=hooks.example.com/secretPath"],
    ["slack=ftp://hooks.example.com/secretPath"],
    ["slack=https://secretPath:x@hooks.example.com"],
    ["slack=https://:secretPath"],
    ["slack="],
  ])("refuse %s by its place, without repeating it", (entry) => {
    const { problems } = read({ WEBHOOK_URLS: `wecom=${wecom},${entry}` });
    expect(problems).toEqual([expect.stringMatching(/^WEBHOOK_URLS entry 2 must be generic=, wecom=/)]);
    expect(problems.join()).not.toMatch(/secretPath|693a91f6/);
  });

  it("refuse the same receiver twice", () => {
    const { problems } = read({ WEBHOOK_URLS: `wecom=${wecom},wecom=${wecom}` });
    expect(problems).toEqual(["WEBHOOK_URLS entry 2 is listed twice"]);
  });

  it("name every variable that is wrong at once", () => {
    const { problems } = read({
      WEBHOOK_LANG: "fr",
      WEBHOOK_KINDS: "stalled,onFire",
      WEBHOOK_EVENTS: ",",
      WEBHOOK_TIME_ZONE: "Mars/Olympus",
      WEBHOOK_URLS: "x",
      WEBHOOK_SECRET: "a",
      WEBHOOK_SECRET_FILE: "/nowhere",
    });
    for (const name of ["LANG", "KINDS", "EVENTS", "TIME_ZONE", "URLS", "SECRET"])
      expect(problems.some((problem) => problem.startsWith(`WEBHOOK_${name}`))).toBe(true);
  });
});

describe("webhooks in the environment", () => {
  const environment = { TENCENTCLOUD_SECRET_ID: "id", TENCENTCLOUD_SECRET_KEY: "key" };

  it("are read with everything else, URLs and secret from files, too, and are not printed", () => {
    const path = join(temporaryFolder(), "urls");
    writeFileSync(path, `wecom=${wecom}\n`);
    const config = loadConfig({
      ...environment,
      WEBHOOK_URLS_FILE: path,
      WEBHOOK_SECRET: "Zq7SecretOfTheWebhooks99",
      PUBLIC_URL: "https://board.example.com",
    });
    expect(config.webhooks.receivers.map(({ url, secret }) => [url.href, secret])).toEqual([
      [wecom, "Zq7SecretOfTheWebhooks99"],
    ]);
    expect(config.webhooks.publicUrl?.host).toBe("board.example.com");
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toMatch(/Zq7Secret|693a91f6/);
  });

  it.each(["whsec_", "whsec_c2hvcnQ=", `whsec_${"k".repeat(31)}`, "k".repeat(23)])(
    "are refused with a secret of %s, which is too short a key",
    (secret) => {
      const url = "https://hooks.example.com/x";
      const short = expect.stringMatching(/must have at least 24 bytes/);
      const common = read({ WEBHOOK_URLS: `generic=${url}`, WEBHOOK_SECRET: secret });
      expect(common.problems).toEqual([short]);
      expect(common.problems[0]).toMatch(/^WEBHOOK_SECRET /);
      for (const format of ["generic", "dingtalk"]) {
        const own = read({ WEBHOOK_URLS: `${format}=${url}#${secret}` });
        expect(own.problems).toEqual([short]);
        expect(own.problems[0]).toMatch(/^WEBHOOK_URLS entry 1 /);
      }
    },
  );

  it.each([`whsec_${"k".repeat(32)}`, "k".repeat(24)])("take a secret of %s", (secret) => {
    const receivers = `generic=https://a.example,dingtalk=https://b.example#${secret}`;
    expect(read({ WEBHOOK_URLS: receivers, WEBHOOK_SECRET: secret }).problems).toEqual([]);
  });

  it("are named among all that is wrong", () => {
    const faulty = { ...environment, PORT: "x", WEBHOOK_URLS: "x", WEBHOOK_LANG: "fr" };
    const problems = () => {
      try {
        return loadConfig(faulty);
      } catch (error) {
        return error instanceof ConfigError ? error.problems.map((line) => line.split(" ")[0]) : error;
      }
    };
    expect(problems()).toEqual(["PORT", "WEBHOOK_LANG", "WEBHOOK_URLS"]);
  });
});
