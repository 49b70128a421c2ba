import type { Attention, AttentionKind, Campaign } from "@cruiseboard/contract";
import type { Translate } from "../i18n/messages.ts";

/** From what cannot wait to what can. */
export const attentionOrder = [
  "willMissWindow",
  "stalled",
  "lateStart",
  "overrun",
  "stoppedEarly",
  "uncalledAtClose",
  "notFound",
  "upstreamFailing",
  "unknown",
] as const satisfies readonly AttentionKind[];

/** 0 is worst. */
function severity(kind: AttentionKind): number {
  return attentionOrder.indexOf(kind);
}

/** The worst thing about a campaign; Infinity: it needs no attention. */
export function worstSeverity({ attention }: Pick<Campaign, "attention">): number {
  let worst = Infinity;
  for (const { kind } of attention) worst = Math.min(worst, severity(kind));
  return worst;
}

/** Worst first. */
export function sortedAttention({ attention }: Pick<Campaign, "attention">): Campaign["attention"] {
  return attention.toSorted((one, other) => severity(one.kind) - severity(other.kind));
}

/** What a campaign needs attention for, in a few words. */
export function attentionWords(t: Translate, { kind, code }: Pick<Attention, "kind" | "code">): string {
  return code === undefined ? t(`attention.${kind}`) : t("attention.unknownCode", { code });
}

/** Kinds for which calling goes wrong right now, as against those that tell of something past or unseen. */
export function isUrgent(kind: AttentionKind): boolean {
  return severity(kind) <= severity("overrun");
}
