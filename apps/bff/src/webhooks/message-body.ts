import type { WebhookFormat } from "../config/webhook-config.ts";
import type { Notice, NoticeEvent } from "./alert.ts";

/** The notice as its receiver takes it: the JSON to send. */
export function messageBody(format: WebhookFormat, notice: Notice): string {
  return JSON.stringify(bodies[format](notice));
}

const bodies: Record<WebhookFormat, (notice: Notice) => unknown> = {
  generic: genericBody,
  wecom: wecomBody,
  dingtalk: dingtalkBody,
  slack: slackBody,
};

/** `version` rises when a field changes its meaning or goes; new fields may come at any time. */
function genericBody({ id, title, events, url, language }: Notice) {
  return { type: "cruiseboard.attention", version: 1, id, language, title, url, events };
}

/** Bytes of UTF-8: WeCom takes 4,096 of Markdown, DingTalk 20,000 of a message (their documents on group robots). */
const wecomBytes = 4096;
const dingtalkBytes = 16_000;
/** Characters: Slack refuses a section of more than 3,000. */
const slackCharacters = 3000;

function wecomBody(notice: Notice) {
  return { msgtype: "markdown", markdown: { content: markdown(notice, "\n", wecomBytes) } };
}

function dingtalkBody(notice: Notice) {
  // DingTalk needs an empty line between paragraphs.
  const text = markdown(notice, "\n\n", dingtalkBytes);
  return { msgtype: "markdown", markdown: { title: notice.title, text } };
}

function slackBody(notice: Notice) {
  const lines = notice.events.map((event) =>
    [
      `*${event.title}* · ${escapeSlack(headline(event, notice))}`,
      event.sentence,
      slackLink(notice.words.open, event.url),
    ]
      .filter(Boolean)
      .join("\n"),
  );
  const head = [`*Cruiseboard: ${notice.title}*`, slackLink(notice.words.openBoard, notice.url)];
  const text = fit(head.filter(Boolean), lines, "\n\n", notice, (part) => part.length <= slackCharacters);
  return {
    text: `Cruiseboard: ${notice.title}`,
    // Slack's own word for: make no links and mentions of what only looks like one.
    blocks: [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function markdown(notice: Notice, lineBreak: string, mostBytes: number): string {
  const lines = notice.events.map(
    (event) =>
      `> **${event.title}** · ${plain(headline(event, notice))}${lineBreak}> ${event.sentence}${markdownLink(notice.words.open, event.url)}`,
  );
  const head = `**Cruiseboard: ${notice.title}**${markdownLink(notice.words.openBoard, notice.url)}`;
  return fit([head], lines, lineBreak, notice, (text) => Buffer.byteLength(text) <= mostBytes);
}

function markdownLink(text: string, url: string | null): string {
  return url === null ? "" : ` [${text}](${url})`;
}

function slackLink(text: string, url: string | null): string {
  return url === null ? "" : `<${url}|${text}>`;
}

/** As many lines as the receiver takes, and how many more there are. */
function fit(
  head: readonly string[],
  lines: readonly string[],
  separator: string,
  { words, language }: Notice,
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

/** Longer names say no more. */
const mostNameCharacters = 80;

function headline({ label, name, agent, campaignId }: NoticeEvent, { words }: Notice): string {
  const title = name ?? words.unnamed(campaignId);
  return [title, label, agent]
    .filter((part) => part !== null && part !== "")
    .map((part) => shorten(part ?? ""))
    .join(" · ");
}

function shorten(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ").trim();
  return oneLine.length > mostNameCharacters
    ? `${oneLine.slice(0, mostNameCharacters).toWellFormed()}…`
    : oneLine;
}

/** Invisible, and part of no address. A chat that finds links by itself finds none where it stands. */
const zeroWidthSpace = "\u200b";

/**
 * Names are anybody's text: in a chat they must neither link nor call people. Chats make links of plain addresses, too,
 * so that each is broken where it is told from other text: behind the scheme's colon (behind `//` some would still
 * follow it), behind every dot and behind `@`.
 */
function unlinked(text: string): string {
  return text.replaceAll(/[:.。．｡@](?=\S)/g, `$&${zeroWidthSpace}`);
}

/** Robots' Markdown has no escape for what links, calls people (`<@all>`) or formats: full-width forms stand instead. */
function plain(text: string): string {
  return fullWidth(unlinked(text), /[<>[\]()*`#~|]|&(?=#?\w+;)/g);
}

/** Slack escapes its three special characters, as its documents say; those that format have no escape. */
function escapeSlack(text: string): string {
  const escaped = unlinked(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return fullWidth(escaped, /[*`~]/g);
}

function fullWidth(text: string, characters: RegExp): string {
  return text.replaceAll(characters, (character) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0),
  );
}
