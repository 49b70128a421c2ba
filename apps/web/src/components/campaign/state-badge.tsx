import type { Campaign } from "@cruiseboard/contract";
import { use } from "react";
import { attentionWords, isUrgent, sortedAttention } from "../../domain/attention.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { verdictOf } from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { Translate } from "../../i18n/messages.ts";
import { useMinute } from "../../i18n/time.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { OutOfTouch } from "./age.tsx";

export const stateInk: Record<Campaign["state"], string> = {
  running: "text-accent",
  notStarted: "text-ink-3",
  completed: "text-completed-bar",
  terminated: "text-terminated-bar",
  unknown: "text-ink-3",
};

type Stated = Pick<Campaign, "state" | "stateCode" | "observedAt">;

export function stateWords(t: Translate, { state, stateCode, observedAt }: Stated): string {
  if (state !== "unknown") return t(`state.${state}`);
  if (stateCode !== null) return t("state.unknownCode", { code: stateCode });
  return observedAt === null ? t("state.pending") : t("state.unknown");
}

/** Quiet: what is normal has a shape and a word, and no colour but the shape's. */
export function StateBadge({ campaign }: { campaign: Stated }) {
  const { t } = useDisplay();
  const pending = campaign.state === "unknown" && campaign.observedAt === null && campaign.stateCode === null;
  return (
    <span
      data-part="state"
      className="inline-flex items-center gap-1.5 border-solid text-13 leading-5 whitespace-nowrap text-ink-2 forced-colors:border forced-colors:px-1"
    >
      <Icon name={pending ? "pending" : campaign.state} className={`size-3.5 ${stateInk[campaign.state]}`} />
      <span>{stateWords(t, campaign)}</span>
    </span>
  );
}

const chipVariants = {
  urgent: "bg-urgent text-surface",
  notice: "bg-notice-soft text-notice",
  possible: "border border-notice-line text-notice",
} as const;

interface ChipProps {
  readonly icon: IconName;
  readonly variant: keyof typeof chipVariants;
  readonly words: string;
  readonly title: string;
}

function Chip({ icon, variant, words, title }: ChipProps) {
  return (
    <span
      data-attention={variant === "possible" ? undefined : icon}
      title={title}
      className={`inline-flex h-5.5 max-w-full min-w-0 shrink-0 items-center gap-1 rounded-md px-1.5 text-xs font-semibold whitespace-nowrap compact:px-1 compact:text-[0.6875rem] forced-colors:border ${chipVariants[variant]}`}
    >
      <Icon name={icon} />
      <span className="truncate">{words}</span>
    </span>
  );
}

/** What needs attention, worst first, from `most` on counted; else whether the campaign may miss its window. */
export function AttentionChips({ campaign, most = Infinity }: { campaign: Campaign; most?: number }) {
  const { t, format } = useDisplay();
  const all = sortedAttention(campaign).map((attention) => ({
    ...attention,
    words: attentionWords(t, attention),
  }));
  if (verdictOf(campaign).kind === "may" && all.length === 0) {
    const words = { words: t("attention.mayMiss"), title: t("attention.mayMissHint") };
    return <Chip icon="tight" variant="possible" {...words} />;
  }
  const hidden = all.slice(most);
  return (
    <>
      {all.slice(0, most).map(({ kind, since, words }) => (
        <Chip
          key={words}
          icon={kind}
          variant={isUrgent(kind) ? "urgent" : "notice"}
          words={words}
          title={t("attention.since", { kind: words, time: format.full(Date.parse(since)) })}
        />
      ))}
      {hidden.length > 0 && (
        <span className="text-xs text-ink-2" title={format.list(hidden.map(({ words }) => words))}>
          {t("attention.more", { count: hidden.length })}
        </span>
      )}
    </>
  );
}

/** `flagged 39 min ago`, of the worst; for some kinds what happened then. */
export function AttentionAge({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const [worst] = sortedAttention(campaign);
  if (worst === undefined) return null;
  const age = format.duration(Math.max(60_000, minute + 60_000 - Date.parse(worst.since)));
  return (
    <span data-part="flagged" className="text-xs leading-4 whitespace-nowrap text-ink-3">
      {t("attention.age", { kind: worst.kind, age })}
    </span>
  );
}

/** For programs that read the page, and for styles. */
export function useCampaignMarks(campaign: Campaign) {
  const outOfTouch = use(OutOfTouch);
  const stale = (outOfTouch || campaign.freshness === "stale") && campaign.observedAt !== null;
  return {
    "data-campaign": keyOf(campaign),
    "data-state": campaign.state,
    "data-freshness": stale ? "stale" : campaign.freshness,
    "data-urgent": campaign.attention.some(({ kind }) => isUrgent(kind)),
  };
}
