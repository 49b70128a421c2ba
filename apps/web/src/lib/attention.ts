import type { AttentionKind, Campaign } from "@cruiseboard/contract";

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
] as const satisfies readonly AttentionKind[];

/** 0 is worst; a kind that this version does not know comes last. */
function severity(kind: AttentionKind): number {
  const rank = attentionOrder.indexOf(kind);
  return rank < 0 ? attentionOrder.length : rank;
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

/** Kinds for which calling goes wrong right now, as against those that tell of something past or unseen. */
export function isUrgent(kind: AttentionKind): boolean {
  return severity(kind) <= severity("overrun");
}
