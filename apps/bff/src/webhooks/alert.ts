import { type AttentionKind, type Campaign, type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { toInstant } from "../campaigns/instant.ts";
import type { WebhookConfig } from "../config/webhook-config.ts";
import type { OutboxEvent } from "../store/outbox-store.ts";
import { type Words, wordsOf } from "./alert-words.ts";

/** One thing that is told, as programs read it and in words. Times are ISO 8601; null: not known. */
export interface NoticeEvent extends CampaignKey {
  readonly event: "began" | "ended";
  readonly kind: AttentionKind;
  readonly title: string;
  readonly sentence: string;
  readonly since: string;
  /** null: it began. */
  readonly until: string | null;
  readonly label: string | null;
  readonly name: string | null;
  readonly agent: string | null;
  readonly state: Campaign["state"] | null;
  readonly calledCallees: number | null;
  readonly totalCallees: number | null;
  readonly uncalledAtClose: number | null;
  /** The campaign's page; null: PUBLIC_URL is not set. */
  readonly url: string | null;
}

/** What one message tells, whatever its format. */
export interface Notice {
  readonly id: string;
  readonly title: string;
  readonly events: readonly NoticeEvent[];
  /** The board; null: PUBLIC_URL is not set. */
  readonly url: string | null;
  readonly words: Words;
  readonly language: WebhookConfig["language"];
}

type Shown = Pick<
  Campaign,
  "label" | "name" | "agent" | "state" | "calledCallees" | "totalCallees" | "uncalledAtClose"
>;

const nothingKnown = {
  label: null,
  name: null,
  agent: null,
  state: null,
  calledCallees: null,
  totalCallees: null,
  uncalledAtClose: null,
} as const;

/** `campaignOf`: as the board shows it now; null: it does not. */
export function composeNotice(
  id: string,
  events: readonly OutboxEvent[],
  config: Omit<WebhookConfig, "receivers">,
  campaignOf: (key: CampaignKey) => Shown | null,
): Notice {
  const words = wordsOf[config.language];
  const told = events.map((event) => describe(event, campaignOf(event.key), config, words));
  const began = told.filter(({ event }) => event === "began");
  const campaigns = new Set((began.length > 0 ? began : told).map(campaignPath)).size;
  return {
    id,
    title: began.length > 0 ? words.needAttention(campaigns) : words.isOver(campaigns),
    events: told,
    url: config.publicUrl?.href ?? null,
    words,
    language: config.language,
  };
}

function describe(
  { key, kind, event, since, at }: OutboxEvent,
  campaign: Shown | null,
  config: Omit<WebhookConfig, "receivers">,
  words: Words,
): NoticeEvent {
  const { label, name, agent, state, calledCallees, totalCallees, uncalledAtClose } =
    campaign ?? nothingKnown;
  const number = new Intl.NumberFormat(config.language);
  const time = timeFormat(config);
  const facts =
    calledCallees === null || totalCallees === null
      ? []
      : [words.called(number.format(calledCallees), number.format(totalCallees))];
  const sentences =
    event === "ended"
      ? [words.over(time(at))]
      : [sentenceOf(kind, uncalledAtClose, words, number), words.since(time(since)), ...facts];
  return {
    event,
    kind,
    title: words.kinds[kind],
    sentence: sentences.join(words.separator),
    since: toInstant(since),
    until: event === "ended" ? toInstant(at) : null,
    ...key,
    label,
    name,
    agent,
    state,
    calledCallees,
    totalCallees,
    uncalledAtClose,
    url: config.publicUrl && new URL(`/campaigns/${campaignPath(key)}`, config.publicUrl).href,
  };
}

function sentenceOf(
  kind: AttentionKind,
  uncalled: number | null,
  words: Words,
  number: Intl.NumberFormat,
): string {
  if (uncalled !== null && kind === "willMissWindow") return words.willStayUncalled(number.format(uncalled));
  if (uncalled !== null && kind === "uncalledAtClose") return words.stayedUncalled(number.format(uncalled));
  return words.sentences[kind];
}

/** Always with its zone: readers of a chat sit in several. */
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
