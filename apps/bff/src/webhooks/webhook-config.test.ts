import { attentionKinds } from "@cruiseboard/contract";
import { describe, expect, it } from "vitest";
import { readWebhookConfig } from "./webhook-config.ts";

function read(given: Record<string, string>) {
  const problems: string[] = [];
  const config = readWebhookConfig(given, new URL("https://board.example.com"), problems);
  return { config, problems };
}

const idsOf = (urls: string) => read({ WEBHOOK_URLS: urls }).config.receivers.map(({ id }) => id);

const wecom = "https://qyapi.example.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4";

describe("webhooks", () => {
  it("are nobody's unless configured", () => {
    const { config, problems } = read({});
    expect(problems).toEqual([]);
    expect(config.receivers).toEqual([]);
    expect(config).toMatchObject({ language: "en", events: new Set(["began"]) });
    expect([...config.kinds]).toEqual([...attentionKinds]);
    expect(config.publicUrl?.href).toBe("https://board.example.com/");
  });

  it("have receivers of several formats, each with the common secret or its own", () => {
    const { config, problems } = read({
      WEBHOOK_URLS: `wecom=${wecom}, dingtalk=https://oapi.example.com/robot/send?access_token=t#SECown,generic=http://127.0.0.1:9/hook,`,
      WEBHOOK_SECRET: "common",
      WEBHOOK_LANG: "zh-CN",
      WEBHOOK_KINDS: "stalled, willMissWindow",
      WEBHOOK_EVENTS: "began,ended",
      WEBHOOK_TIME_ZONE: "Asia/Shanghai",
    });
    expect(problems).toEqual([]);
    expect(config.receivers.map(({ name, format, url, secret }) => [name, format, url.href, secret])).toEqual(
      [
        ["wecom 1", "wecom", wecom, "common"],
        ["dingtalk 2", "dingtalk", "https://oapi.example.com/robot/send?access_token=t", "SECown"],
        ["generic 3", "generic", "http://127.0.0.1:9/hook", "common"],
      ],
    );
    expect(config).toMatchObject({
      language: "zh-CN",
      events: new Set(["began", "ended"]),
      timeZone: "Asia/Shanghai",
    });
    expect([...config.kinds]).toEqual(["stalled", "willMissWindow"]);
  });

  it("know a receiver again by format and URL alone, and tell neither by its id", () => {
    const [one, other] = idsOf(`wecom=${wecom},slack=${wecom}`);
    expect(idsOf(`slack=https://a.example,wecom=${wecom}#secret`)[1]).toBe(one);
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
    expect(problems).toEqual(["WEBHOOK_URLS entry 2 is there twice"]);
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
