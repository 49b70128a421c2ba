import type { Campaign } from "@cruiseboard/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WebhookFormat } from "../config/webhook-config.ts";
import type { OutboxEvent } from "../store/outbox-store.ts";

import { composeAlert, messageBody } from "./message-body.ts";

const at = Date.parse("2026-11-22T08:00:00.000Z");
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const config = {
  language: "en",
  kinds: new Set(["stalled"] as const),
  events: new Set(["began"] as const),
  timeZone: "Asia/Shanghai",
  publicUrl: new URL("https://board.example.com"),
} as const;
const campaign = {
  label: "south",
  name: "New energy SUV",
  agent: "foo@tencent.com",
  state: "running",
  calledCallees: 412,
  totalCallees: 1900,
  uncalledAtClose: 120,
  agentStatus: null,
} as const satisfies Partial<Campaign>;

function event(changes: Partial<OutboxEvent> = {}): OutboxEvent {
  return { key, kind: "stalled", event: "began", since: at, at: at + 60_000, ...changes };
}

type Shown = { -readonly [Name in keyof typeof campaign]: unknown };

function body(
  format: WebhookFormat,
  events: OutboxEvent[] = [event()],
  changes:
    | Partial<typeof config>
    | { language: "zh-CN" }
    | { publicUrl: URL | null }
    | { timeZone: null } = {},
  shown: Partial<Shown> | null = {},
): unknown {
  const campaignOf = () => (shown === null ? null : ({ ...campaign, ...shown } as typeof campaign));
  return JSON.parse(messageBody(format, composeAlert("id-1", events, { ...config, ...changes }, campaignOf)));
}

describe("a message", () => {
  it("links to the board under its path", () => {
    const publicUrl = new URL("https://portal.example.com/apps/board/");
    const message = body("generic", [event()], { publicUrl }) as { url: string; events: { url: string }[] };
    expect([message.url, message.events[0]?.url]).toEqual([
      publicUrl.href,
      "https://portal.example.com/apps/board/campaigns/1400000000/2569",
    ]);
  });

  it.each([
    ["agentAway", "onBreak", "en", "It is running, but its agent is on a break, so that nobody is called."],
    ["agentAway", "offline", "zh-CN", "任务运行中，但座席离线，因此没有呼叫。"],
    ["agentAway", "unknown", "en", "It is running, but its agent is away, so that nobody is called."],
    ["stalled", "working", "en", "The agent is ready, yet nothing is dialed."],
    ["stalled", "unknown", "en", "It is running, but no callees are being called."],
  ] as const)("of %s says the cause of an agent who is %s, in %s", (kind, status, language, sentence) => {
    const since = new Date(at).toISOString();
    const agentStatus = { status, reason: "a private matter", since, observedAt: since };
    for (const format of ["wecom", "slack"] as const) {
      const sent = JSON.stringify(body(format, [event({ kind })], { language }, { agentStatus }));
      expect(sent).toContain(sentence);
      expect(sent).not.toContain("a private matter");
    }
  });

  it("for programs has every fact by itself", () => {
    expect(body("generic")).toEqual({
      type: "cruiseboard.attention",
      version: 1,
      id: "id-1",
      language: "en",
      title: "1 campaign needs attention",
      url: "https://board.example.com/",
      events: [
        {
          event: "began",
          kind: "stalled",
          title: "Stalled",
          sentence:
            "It is running, but no callees are being called. Since Nov 22, 2026, 16:00 (Asia/Shanghai). 412 of 1,900 callees called.",
          since: "2026-11-22T08:00:00.000Z",
          until: null,
          ...key,
          ...campaign,
          url: "https://board.example.com/campaigns/1400000000/2569",
        },
      ],
    });
  });

  it("names this machine's time zone where none was set", () => {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(JSON.stringify(body("slack", [event()], { timeZone: null }))).toContain(`(${zone})`);
  });

  it("for WeCom is Markdown", () => {
    expect(body("wecom")).toEqual({
      msgtype: "markdown",
      markdown: {
        content: [
          "**Cruiseboard: 1 campaign needs attention** [Open the board](https://board.example.com/)",
          "> **Stalled** · New energy SUV · south · foo@\u200btencent.\u200bcom",
          "> It is running, but no callees are being called. Since Nov 22, 2026, 16:00 (Asia/Shanghai). 412 of 1,900 callees called. [Open](https://board.example.com/campaigns/1400000000/2569)",
        ].join("\n"),
      },
    });
  });

  it("for DingTalk has a title and Markdown, in Chinese where that is wanted", () => {
    expect(body("dingtalk", [event()], { language: "zh-CN" })).toEqual({
      msgtype: "markdown",
      markdown: {
        title: "1 个任务需要关注",
        text: [
          "**Cruiseboard: 1 个任务需要关注** [打开看板](https://board.example.com/)",
          "> **拨打停滞** · New energy SUV · south · foo@\u200btencent.\u200bcom",
          "> 任务运行中，但没有呼叫进展。自 2026年11月22日 16:00 (Asia/Shanghai) 起。已呼被叫 412，被叫总数 1,900。 [查看](https://board.example.com/campaigns/1400000000/2569)",
        ].join("\n\n"),
      },
    });
  });

  it("for Slack is a section, with a text for notifications", () => {
    expect(body("slack", [event()], { publicUrl: null })).toEqual({
      text: "Cruiseboard: 1 campaign needs attention",
      blocks: [
        {
          type: "section",
          text: {
            type: "mrkdwn",
            text: [
              "*Cruiseboard: 1 campaign needs attention*",
              "*Stalled* · New energy SUV · south · foo@\u200btencent.\u200bcom\nIt is running, but no callees are being called. Since Nov 22, 2026, 16:00 (Asia/Shanghai). 412 of 1,900 callees called.",
            ].join("\n\n"),
            verbatim: true,
          },
        },
      ],
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it("counts campaigns, not what they need", () => {
    const other = { sdkAppId: 1, campaignId: 1 };
    const events = [event(), event({ kind: "overrun" }), event({ key: other })];
    expect(body("generic", events)).toMatchObject({ title: "2 campaigns need attention" });
    expect(body("generic", [event({ event: "ended" })])).toMatchObject({
      title: "1 campaign needs attention no more",
      events: [
        {
          until: "2026-11-22T08:01:00.000Z",
          sentence: "Over since Nov 22, 2026, 16:01 (Asia/Shanghai).",
        },
      ],
    });
  });

  it("has the number of callees, if that is known", () => {
    const missing = [event({ kind: "willMissWindow" })];
    expect(JSON.stringify(body("wecom", missing))).toContain("about 120 callees will stay uncalled");
    const unknown = JSON.stringify(body("wecom", missing, {}, { uncalledAtClose: null }));
    expect(unknown).toContain("it will not be through when its window closes");
    expect(JSON.stringify(body("wecom", [event({ kind: "uncalledAtClose" })]))).toContain("closed: 120.");
  });

  it("names a campaign that is on the board no more by its id", () => {
    expect(JSON.stringify(body("slack", [event()], {}, null))).toContain("Campaign 2569");
    expect(body("generic", [event()], {}, null)).toMatchObject({
      events: [{ ...key, name: null, state: null, calledCallees: null }],
    });
  });

  describe.each(["wecom", "dingtalk", "slack"] as const)("for %s", (format) => {
    /** What a message says of a campaign of this name, label and agent. */
    function said(name: string): string {
      const shown = { name, label: name, agent: name };
      const message = body(format, [event()], { publicUrl: null }, shown) as Record<string, never>;
      const { markdown, blocks } = message as {
        markdown?: { content?: string; text?: string };
        blocks?: { text: { text: string } }[];
      };
      return markdown?.content ?? markdown?.text ?? blocks?.[0]?.text.text ?? "";
    }

    it.each([
      "http://evil.example/x",
      "HTTPS://evil.example",
      "weixin://dl/business",
      "www.evil.example",
      "evil.com",
      "evil。com",
      "1.2.3.4",
      "someone@evil.example",
      "mailto:someone@evil.example",
      "evil&#46;com",
      "[free](http://evil.example)",
      "![](http://evil.example/p.png)",
      "<http://evil.example|Open>",
      "<http://evil.example>",
      '<a href="http://evil.example">Open</a>',
    ])("a name of %s links nowhere", (name) => {
      const text = said(name);
      expect(text).toContain("Stalled");
      expect(text).not.toMatch(/\w:\/|\w[.。]\w|\w@\w|mailto:\w|&#\d|<http|<a /i);
      // Slack knows no such links.
      expect(format === "slack" || !/\]\(/.test(text)).toBe(true);
    });

    it.each([
      "@everyone",
      "@all",
      "@所有人",
      "<@all>",
      "<!channel>",
      "<!subteam^S1>",
      "<@U123>",
      '<at user_id="all"></at>',
    ])("a name of %s mentions no one", (name) => {
      expect(said(name)).not.toMatch(/@[\w\p{Script=Han}]|<[!@a]/u);
    });

    it("a name neither formats nor breaks the message", () => {
      const text = said("**bold** `code`\n# head ~gone~ _it_ R&D");
      expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([]);
      expect(text).not.toMatch(/\*\*bold|`|~gone/);
    });

    it("a name is read as it is written: what breaks it has no width", () => {
      const text = said("Team 7: foo@tencent.com, R&D v1.2");
      expect(text.replaceAll("\u200b", "").replaceAll("&amp;", "&")).toContain(
        "Team 7: foo@tencent.com, R&D v1.2",
      );
    });
  });

  it("for Slack asks that nothing of it be made a link", () => {
    expect(body("slack")).toMatchObject({ blocks: [{ text: { verbatim: true } }], unfurl_links: false });
  });

  it("for programs has names as they are", () => {
    const name = '<@all> "任务" http://evil.example www.evil.example a@b.example \n';
    const shown = { name, label: name, agent: name };
    expect(body("generic", [event()], {}, shown)).toMatchObject({ events: [shown] });
  });

  it("for WeCom never exceeds 4,096 bytes, for Slack 3,000 characters, and says what is left out", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (name, count) => {
          const events = Array.from({ length: count }, (_, index) =>
            event({ key: { sdkAppId: 1, campaignId: index + 1 } }),
          );
          const wecom = body("wecom", events, {}, { name }) as { markdown: { content: string } };
          const slack = body("slack", events, {}, { name }) as { blocks: { text: { text: string } }[] };
          expect(Buffer.byteLength(wecom.markdown.content)).toBeLessThanOrEqual(4096);
          expect(slack.blocks[0]?.text.text.length).toBeLessThanOrEqual(3000);
          const shown = wecom.markdown.content.split("**Stalled**").length - 1;
          const left = /and ([\d,]+) more$/.exec(wecom.markdown.content)?.[1] ?? "0";
          expect(shown + Number(left)).toBe(count);
        },
      ),
      { numRuns: 50 },
    );
  });
});
