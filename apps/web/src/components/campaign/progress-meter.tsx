import type { Campaign } from "@cruiseboard/contract";
import { nameOf } from "../../domain/campaign-key.ts";
import { calledShare, expectedShare } from "../../domain/progress.ts";
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

/** Called of total, with a mark at the expected progress. Unknown is an empty, dashed bar. */
export function ProgressMeter({ campaign, large = false }: { campaign: Campaign; large?: boolean }) {
  const { t, format } = useDisplay();
  const share = calledShare(campaign);
  const known = campaign.calledCallees !== null && campaign.totalCallees !== null;
  return (
    <div
      role="progressbar"
      aria-label={t("progress.label", { name: nameOf(campaign) ?? campaign.campaignId })}
      aria-valuemin={0}
      aria-valuetext={progressWords(t, format, campaign)}
      {...(campaign.totalCallees === null ? {} : { "aria-valuemax": campaign.totalCallees })}
      {...(known && campaign.calledCallees !== null ? { "aria-valuenow": campaign.calledCallees } : {})}
      className={`relative w-full rounded-full forced-colors:border ${large ? "h-3" : "h-1.5"} ${known ? "bg-sunken" : "border border-dashed border-line-strong"}`}
    >
      <ExpectedMark campaign={campaign} called={share ?? 0} />
      <span
        className={`meter-fill absolute inset-y-0 left-0 block rounded-full forced-color-adjust-none forced-colors:bg-[Highlight] ${fills[campaign.state]}`}
        style={{ width: `${(share ?? 0) * 100}%` }}
      />
    </div>
  );
}

/** Finer than a pixel, so that the mark renders only when it visibly moves. */
const steps = 1000;

function ExpectedMark({ campaign, called }: { campaign: Campaign; called: number }) {
  const passed = useTicking((now) => {
    const share = expectedShare(campaign, now);
    return share === null ? null : Math.floor(share * steps);
  });
  const { t, format } = useDisplay();
  if (passed === null || campaign.totalCallees === null) return null;
  const expected = passed / steps;
  return (
    <>
      {expected > called && (
        <span
          className="absolute inset-y-0 rounded-full bg-[repeating-linear-gradient(135deg,var(--color-line-strong)_0_2px,transparent_2px_5px)]"
          style={{ left: `${called * 100}%`, width: `${(expected - called) * 100}%` }}
        />
      )}
      <span
        className="absolute -inset-y-1 z-10 w-0.5 -translate-x-1/2 rounded-full bg-ink forced-color-adjust-none forced-colors:bg-[CanvasText]"
        style={{ left: `${expected * 100}%` }}
        title={t("progress.expected", { percent: format.percent(passed, steps) ?? "" })}
      />
    </>
  );
}

function progressWords(t: Translate, format: Format, { calledCallees, totalCallees }: Campaign): string {
  if (totalCallees === 0 && calledCallees === 0) return t("progress.empty");
  if (calledCallees === null && totalCallees === null) return t("progress.unknown");
  if (totalCallees === null) return t("progress.totalUnknown", { called: format.number(calledCallees ?? 0) });
  if (calledCallees === null) return t("progress.calledUnknown", { total: format.number(totalCallees) });
  return t("progress.text", { called: format.number(calledCallees), total: format.number(totalCallees) });
}

/** `412 / 900 · 45 %` */
export function Counts({ campaign }: { campaign: Pick<Campaign, "calledCallees" | "totalCallees"> }) {
  const { format } = useDisplay();
  const { calledCallees, totalCallees } = campaign;
  const percent = format.percent(calledCallees, totalCallees);
  return (
    <span className="whole-line items-baseline">
      <span className="me-auto">
        <span className="font-medium">
          <KnownNumber value={calledCallees} />
        </span>
        <span className="text-ink-3">
          {" / "}
          <KnownNumber value={totalCallees} />
        </span>
      </span>
      {percent !== null && <span className="ms-2 min-w-8 text-end text-xs text-ink-2">{percent}</span>}
    </span>
  );
}
