import { type Attention, type AttentionKind, attentionKinds, type Campaign } from "@cruiseboard/contract";
import type { Translate } from "../i18n/messages.ts";

function severity(kind: AttentionKind): number {
  return attentionKinds.indexOf(kind);
}

/** 0 is the worst; Infinity: needs no attention. */
export function worstSeverity({ attention }: Pick<Campaign, "attention">): number {
  return attention.reduce((worst, { kind }) => Math.min(worst, severity(kind)), Infinity);
}

/** Two campaigns without attention are equal, though Infinity - Infinity is not 0. */
export function compareSeverity(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

export function sortedAttention({ attention }: Pick<Campaign, "attention">): Campaign["attention"] {
  return attention.toSorted((one, other) => severity(one.kind) - severity(other.kind));
}

export function attentionWords(t: Translate, { kind, code }: Pick<Attention, "kind" | "code">): string {
  return code === undefined ? t(`attention.${kind}`) : t("attention.unknownCode", { code });
}

/** Calling goes wrong right now, as opposed to something past or not observed. */
export function isUrgent(kind: AttentionKind): boolean {
  return severity(kind) <= severity("overrun");
}
