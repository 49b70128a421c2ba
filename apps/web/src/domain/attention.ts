import { type Attention, type AttentionKind, attentionKinds, type Campaign } from "@cruiseboard/contract";
import type { Translate } from "../i18n/messages.ts";
import { stateOrder } from "./view-state.ts";

const severity = (kind: AttentionKind): number => attentionKinds.indexOf(kind);

/** 0 is the worst; Infinity: needs no attention. */
export const worstSeverity = ({ attention }: Pick<Campaign, "attention">): number =>
  attention.reduce((worst, { kind }) => Math.min(worst, severity(kind)), Infinity);

/** Two campaigns without attention are equal, though Infinity - Infinity is not 0. */
export const compareSeverity = (one: number, other: number): number => (one === other ? 0 : one - other);

export const sortedAttention = ({ attention }: Pick<Campaign, "attention">): Campaign["attention"] =>
  attention.toSorted((one, other) => severity(one.kind) - severity(other.kind));

export function attentionWords(t: Translate, { kind, code }: Pick<Attention, "kind" | "code">): string {
  return code === undefined ? t(`attention.${kind}`) : t("attention.unknownCode", { code });
}

/** Calling goes wrong right now, as opposed to something past or not observed. */
export const isUrgent = (kind: AttentionKind): boolean => severity(kind) <= severity("overrun");

/**
 * What needs a person first: by kind of attention, then by consequence (callees left uncalled, then time left). Without
 * attention: what may miss its window, then by state and time left. Depends on no language.
 */
export function compareUrgency(one: Campaign, other: Campaign): number {
  return (
    compareSeverity(worstSeverity(one), worstSeverity(other)) ||
    consequence(other) - consequence(one) ||
    stateOrder.indexOf(one.state) - stateOrder.indexOf(other.state) ||
    compareInstants(one.endTime, other.endTime)
  );
}

function consequence({ attention, state, uncalledAtClose }: Campaign): number {
  if (attention.length > 0) return uncalledAtClose ?? 0;
  return Number(state === "running" && (uncalledAtClose ?? 0) > 0);
}

/** ISO 8601 of one form sorts as text; unknown ones are last. */
function compareInstants(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
