import { randomUUID } from "node:crypto";
import type { WebhookConfig, WebhookFormat } from "../config/webhook-config.ts";
import { type Alert, type AlertEvent, composeAlert } from "./alert.ts";

export function messageBody(format: WebhookFormat, alert: Alert): string {
  return JSON.stringify(bodies[format](alert));
}

/** Says that it is a test, and has no events. */
export function createTestMessage(format: WebhookFormat, config: Omit<WebhookConfig, "receivers">) {
  const id = randomUUID();
  const alert = composeAlert(id, [], config, () => null);
  return { id, body: messageBody(format, { ...alert, title: alert.words.test }), createdAt: Date.now() };
}

const bodies: Record<WebhookFormat, (alert: Alert) => unknown> = {
  generic: genericBody,
  wecom: (alert) => ({
    msgtype: "markdown",
    markdown: { content: markdown(alert, "\n", wecomBytes) },
  }),
  // DingTalk needs an empty line between paragraphs.
  dingtalk: (alert) => ({
    msgtype: "markdown",
    markdown: { title: alert.title, text: markdown(alert, "\n\n", dingtalkBytes) },
  }),
  slack: slackBody,
};

/** `version` rises when a field changes its meaning or is removed, not when one is added. */
function genericBody({ id, title, events, url, language }: Alert) {
  const type = events.length > 0 ? "cruiseboard.attention" : "cruiseboard.test";
  return { type, version: 1, id, language, title, url, events };
}

/** Limits in UTF-8 bytes: WeCom 4,096 of Markdown, DingTalk 20,000 of the message (their documents on group robots). */
const wecomBytes = 4096;
const dingtalkBytes = 16_000;
/** Characters: Slack refuses a section of more than 3,000. */
const slackCharacters = 3000;

function slackBody(alert: Alert) {
  const lines = alert.events.map((event) =>
    [
      `*${event.title}* · ${escapeSlack(headline(event, alert))}`,
      event.sentence,
      slackLink(alert.words.open, event.url),
    ]
      .filter(Boolean)
      .join("\n"),
  );
  const head = [`*Cruiseboard: ${alert.title}*`, slackLink(alert.words.openBoard, alert.url)];
  const text = fit(head.filter(Boolean), lines, "\n\n", alert, (part) => part.length <= slackCharacters);
  return {
    text: `Cruiseboard: ${alert.title}`,
    // verbatim: Slack makes no links and mentions from plain text.
    blocks: [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function markdown(alert: Alert, lineBreak: string, mostBytes: number): string {
  const lines = alert.events.map(
    (event) =>
      `> **${event.title}** · ${plain(headline(event, alert))}${lineBreak}> ${event.sentence}${markdownLink(alert.words.open, event.url)}`,
  );
  const head = `**Cruiseboard: ${alert.title}**${markdownLink(alert.words.openBoard, alert.url)}`;
  return fit([head], lines, lineBreak, alert, (text) => Buffer.byteLength(text) <= mostBytes);
}

const markdownLink = (text: string, url: string | null) => (url === null ? "" : ` [${text}](${url})`);

const slackLink = (text: string, url: string | null) => (url === null ? "" : `<${url}|${text}>`);

function fit(
  head: readonly string[],
  lines: readonly string[],
  separator: string,
  { words, language }: Alert,
  fits: (text: string) => boolean,
): string {
  const number = new Intl.NumberFormat(language);
  const withFirst = (count: number) => {
    const left = lines.length - count;
    const rest = left > 0 ? [words.more(number.format(left))] : [];
    return [...head, ...lines.slice(0, count), ...rest].join(separator);
  };
  let count = lines.length;
  while (count > 0 && !fits(withFirst(count))) count -= 1;
  return withFirst(count);
}

const mostNameCharacters = 80;

function headline({ label, name, agent, campaignId }: AlertEvent, { words }: Alert): string {
  const title = name ?? words.unnamed(campaignId);
  return [title, label, agent]
    .filter((part) => part !== null && part !== "")
    .map((part) => shorten(part ?? ""))
    .join(" · ");
}

function shorten(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ").trim();
  if (oneLine.length <= mostNameCharacters) return oneLine;
  return `${oneLine.slice(0, mostNameCharacters).toWellFormed()}…`;
}

const zeroWidthSpace = "\u200b";

/** Names are untrusted: chats link plain addresses, so each is broken after the scheme's colon (after `//` some still link), dots and `@`. */
const unlinked = (text: string) => text.replaceAll(/[:.。．｡@](?=\S)/g, `$&${zeroWidthSpace}`);

/** Robots' Markdown has no escapes: characters that link, mention (`<@all>`) or format become full-width. */
const plain = (text: string) => fullWidth(unlinked(text), /[<>[\]()*`#~|]|&(?=#?\w+;)/g);

/** Slack has escapes for three characters only (its documents). */
function escapeSlack(text: string): string {
  const escaped = unlinked(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return fullWidth(escaped, /[*`~]/g);
}

function fullWidth(text: string, characters: RegExp): string {
  return text.replaceAll(characters, (character) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0),
  );
}
