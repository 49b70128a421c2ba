import { type AttentionKind, type Campaign, type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { toInstant } from "../campaigns/instant.ts";
import { publicUrlOf } from "../config/base-path.ts";
import type { WebhookConfig } from "../config/webhook-config.ts";
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

export type AlertEvent = Alert["events"][number];

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
      title: words.kinds[kind],
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
  if (uncalled !== null && kind === "willMissWindow") return words.willStayUncalled(number.format(uncalled));
  if (uncalled !== null && kind === "uncalledAtClose") return words.stayedUncalled(number.format(uncalled));
  return words.sentences[kind];
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
