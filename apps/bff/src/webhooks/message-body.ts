import { randomUUID } from "node:crypto";
import {
  type AttentionKind,
  awayStates,
  type Campaign,
  type CampaignKey,
  campaignPath,
} from "@cruiseboard/contract";
import { toInstant } from "../campaigns/instant.ts";
import { publicUrlOf } from "../config/base-path.ts";
import type { WebhookConfig, WebhookFormat } from "../config/webhook-config.ts";
import type { OutboxEvent } from "../store/outbox-store.ts";
import { type Words, wordsOf } from "./alert-words.ts";

const shownFields = [
  "label",
  "name",
  "agent",
  "state",
  "calledCallees",
  "totalCallees",
  "uncalledAtClose",
  "agentStatus",
] as const;
type Shown = Pick<Campaign, (typeof shownFields)[number]>;
type ShownOrNull = { readonly [Field in keyof Shown]: Shown[Field] | null };

export type Alert = ReturnType<typeof composeAlert>;

type AlertEvent = Alert["events"][number];

/** `campaignOf`: as the board shows it now; null: not on the board. */
export function composeAlert(
  id: string,
  outbox: readonly OutboxEvent[],
  config: Omit<WebhookConfig, "receivers">,
  campaignOf: (key: CampaignKey) => Shown | null,
) {
  const { language, publicUrl } = config;
  const words = wordsOf[language];
  // Made once an alert: each takes longer than the rest of an event.
  const number = new Intl.NumberFormat(language);
  const time = timeFormat(config);

  /** As sent to generic receivers. Times are ISO 8601; null: not known. */
  function describe({ key, kind, event, since, at }: OutboxEvent) {
    const campaign = campaignOf(key);
    const fields = shownFields.map((field) => [field, campaign?.[field] ?? null]);
    const shown = Object.fromEntries(fields) as ShownOrNull;
    const { calledCallees, totalCallees, uncalledAtClose, agentStatus } = shown;
    const facts =
      calledCallees === null || totalCallees === null
        ? []
        : [words.called(number.format(calledCallees), number.format(totalCallees))];
    const sentences =
      event === "ended"
        ? [words.over(time(at))]
        : [sentenceOf(kind, uncalledAtClose, agentStatus, words, number), words.since(time(since)), ...facts];
    return {
      event,
      kind,
      title: words.kinds[kind][0],
      sentence: sentences.join(words.separator),
      since: toInstant(since),
      until: event === "ended" ? toInstant(at) : null,
      ...key,
      ...shown,
      /** The campaign's page; null: PUBLIC_URL is not set. */
      url: publicUrl && publicUrlOf(`/campaigns/${campaignPath(key)}`, publicUrl).href,
    };
  }

  const events = outbox.map(describe);
  const began = events.filter(({ event }) => event === "began");
  const campaigns = new Set((began.length > 0 ? began : events).map(campaignPath)).size;
  const title = began.length > 0 ? words.needAttention(campaigns) : words.isOver(campaigns);
  return { id, title, events, url: publicUrl?.href ?? null, words, language };
}

function sentenceOf(
  kind: AttentionKind,
  uncalled: number | null,
  agent: Campaign["agentStatus"],
  words: Words,
  number: Intl.NumberFormat,
) {
  if (agent?.status === "working" && kind === "stalled") return words.agentReady;
  const away = awayStates.find((state) => state === agent?.status);
  if (away !== undefined && kind === "agentAway") return words.away[away];
  if (uncalled !== null && kind === "willMissWindow") return words.willStayUncalled(number.format(uncalled));
  if (uncalled !== null && kind === "uncalledAtClose") return words.stayedUncalled(number.format(uncalled));
  return words.kinds[kind][1];
}

/** With the zone: a chat's readers may be in several. */
function timeFormat({ language, timeZone }: Pick<WebhookConfig, "language" | "timeZone">) {
  const format = new Intl.DateTimeFormat(language, {
    ...(timeZone !== null && { timeZone }),
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
  });
  const zone = timeZone ?? format.resolvedOptions().timeZone;
  return (epochMs: number) => `${format.format(epochMs)} (${zone})`;
}

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
