import type { Campaign } from "@cruiseboard/contract";
import { nameOf } from "../../domain/campaign-key.ts";
import { calledShare, expectedShare } from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { Format } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/messages.ts";
import { useTicking } from "../../i18n/time.ts";
import { KnownNumber } from "./known.tsx";

const fills: Record<Campaign["state"], string> = {
  running: "bg-running",
  notStarted: "bg-ink-3",
  completed: "bg-completed-bar",
  terminated: "bg-terminated-bar",
  unknown: "bg-ink-3",
};

/** Finer than a pixel, so that the mark renders only when it visibly moves. */
const steps = 1000;

/** Where an even pace would be by now, in thousandths; null: not running, or unknown. */
function useExpected(campaign: Campaign): number | null {
  return useTicking((now) => {
    const share = expectedShare(campaign, now);
    return share === null ? null : Math.floor(share * steps);
  });
}

/** Called of total, with a mark at the expected progress. Unknown is an empty, dashed bar. */
export function ProgressMeter({ campaign, large = false }: { campaign: Campaign; large?: boolean }) {
  const { t, format } = useDisplay();
  const expected = useExpected(campaign);
  const called = calledShare(campaign) ?? 0;
  const { calledCallees, totalCallees } = campaign;
  const known = calledCallees !== null && totalCallees !== null;
  const marked = expected !== null && totalCallees !== null;
  const words = progressWords(t, format, campaign);
  return (
    <div
      role="progressbar"
      aria-label={t("progress.label", { name: nameOf(campaign) ?? campaign.campaignId })}
      aria-valuemin={0}
      aria-valuetext={words}
      title={
        marked
          ? `${words}; ${t("progress.expected", { percent: format.percent(expected, steps) ?? "" })}`
          : words
      }
      aria-valuemax={totalCallees ?? undefined}
      aria-valuenow={known ? calledCallees : undefined}
      className={`relative w-full shrink-0 rounded-full forced-colors:border ${large ? "h-3" : "h-1.5"} ${known ? "bg-sunken" : "border border-dashed border-line-strong"}`}
    >
      {marked && (
        <>
          <span
            className="absolute inset-y-0 rounded-full bg-[repeating-linear-gradient(135deg,var(--color-line-strong)_0_2px,transparent_2px_5px)]"
            style={{ left: `${called * 100}%`, width: `${Math.max(0, expected / steps - called) * 100}%` }}
          />
          <span
            className="absolute -top-0.5 -bottom-1 z-10 w-0.5 -translate-x-1/2 rounded-full bg-ink forced-color-adjust-none forced-colors:bg-[CanvasText]"
            style={{ left: `${(expected / steps) * 100}%` }}
          />
        </>
      )}
      <span
        className={`meter-fill absolute inset-y-0 left-0 block rounded-full forced-color-adjust-none forced-colors:bg-[Highlight] ${fills[campaign.state]}`}
        style={{ width: `${called * 100}%` }}
      />
    </div>
  );
}

function Mark({ className }: { className: string }) {
  return <span aria-hidden="true" className={`w-0.5 rounded-full bg-ink ${className}`} />;
}

/** What the mark in the bars means. Read aloud, a bar has words of its own. */
export function DueMark() {
  const { t } = useDisplay();
  return (
    <span aria-hidden="true" className="inline-flex items-center gap-1 leading-[normal] whitespace-nowrap">
      <Mark className="h-3" />
      {t("progress.due")}
    </span>
  );
}

/** Percentage points from the mark that are worth words. */
const apartFrom = 5;

/** `27 points behind` or `ahead` of the mark; nothing where it is near. */
export function Behind({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  const called = calledShare(campaign);
  const expected = useExpected(campaign);
  if (called === null || expected === null) return null;
  // Of percentages as they are shown.
  const behind = Math.round(expected / 10) - Math.round(called * 100);
  if (Math.abs(behind) < apartFrom) return null;
  const words = behind > 0 ? "progress.behind" : "progress.ahead";
  return (
    <span
      data-part="behind"
      className={`text-xs leading-4 whitespace-nowrap compact:hidden ${behind > 0 ? "text-ink-2" : "text-ink-3"}`}
    >
      {t(words, { points: Math.abs(behind) })}
      {/* The mark in the bar, which the points are from. */}
      <Mark className="ms-1.5 inline-block h-2.5" />
    </span>
  );
}

function progressWords(t: Translate, format: Format, { calledCallees, totalCallees }: Campaign): string {
  if (totalCallees === 0 && calledCallees === 0) return t("progress.empty");
  if (calledCallees === null && totalCallees === null) return t("progress.unknown");
  if (totalCallees === null) return t("progress.totalUnknown", { called: format.number(calledCallees ?? 0) });
  if (calledCallees === null) return t("progress.calledUnknown", { total: format.number(totalCallees) });
  return t("progress.text", { called: format.number(calledCallees), total: format.number(totalCallees) });
}

const countVariants = {
  usual: {
    line: "whole-line",
    called: "font-medium",
    total: "text-ink-3",
    percent: "min-w-8 text-end text-xs text-ink-2",
  },
  agents: { line: "whole-line", called: "", total: "text-ink-3", percent: "text-xs text-ink-2" },
  wall: {
    line: "whole-line text-base leading-[1.1rem]",
    called: "font-semibold",
    total: "text-sm leading-[inherit] text-ink-2",
    percent: "text-sm leading-[inherit] text-ink-2",
  },
} as const;

interface CountsProps {
  readonly campaign: Pick<Campaign, "calledCallees" | "totalCallees">;
  readonly variant?: keyof typeof countVariants;
}

/** `412 / 900 · 45 %`, or one dash. */
export function Counts({ campaign: { calledCallees, totalCallees }, variant = "usual" }: CountsProps) {
  const { format } = useDisplay();
  const percent = format.percent(calledCallees, totalCallees);
  const style = countVariants[variant];
  // Beside a name on the wall there is room for six digits each; more go on two lines.
  const long = variant === "wall" && (totalCallees ?? 0) >= 1e6;
  return (
    <span className={long ? "leading-4" : `shrink-0 items-baseline ${style.line}`}>
      <span data-part="counts" className="me-auto">
        <span className={style.called}>
          <KnownNumber value={calledCallees} />
        </span>
        {(calledCallees ?? totalCallees) !== null && (
          <span className={style.total}>
            {" / "}
            <KnownNumber value={totalCallees} />
          </span>
        )}
      </span>
      {percent !== null && !long && <span className={`ms-2 ${style.percent}`}>{percent}</span>}
    </span>
  );
}
