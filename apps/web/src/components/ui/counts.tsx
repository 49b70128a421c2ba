import type { Campaign } from "@cruiseboard/contract";
import { useDisplay } from "../../lib/display.tsx";
import { calledShare } from "../../lib/progress.ts";
import { Known } from "./known.tsx";

/** `412 / 900 · 45 %` and, where it is known, the pace. The meter below tells the same to assistive technology. */
export function Counts({ campaign }: { campaign: Campaign }) {
  const { format } = useDisplay();
  const { calledCallees, totalCallees } = campaign;
  const share = calledShare(campaign);
  return (
    <span className="flex items-baseline justify-between gap-2 whitespace-nowrap">
      <span>
        <span className="font-medium">
          <Known value={calledCallees === null ? null : format.number(calledCallees)} />
        </span>
        <span className="text-ink-3">
          {" / "}
          <Known value={totalCallees === null ? null : format.number(totalCallees)} />
        </span>
      </span>
      <span className="flex min-w-0 items-baseline gap-2 text-xs text-ink-3">
        <PaceText campaign={campaign} />
        {share !== null && (
          <span className="min-w-8 shrink-0 text-end text-ink-2">{format.percent(share)}</span>
        )}
      </span>
    </span>
  );
}

function PaceText({ campaign: { state, pacePerMinute, requiredPacePerMinute } }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  if (state !== "running" || pacePerMinute === null) return null;
  const pace = format.decimal(pacePerMinute);
  const short = requiredPacePerMinute !== null && requiredPacePerMinute > pacePerMinute;
  return (
    <span className="hidden truncate xl:inline">
      {short
        ? t("progress.paceNeeds", { pace, required: format.decimal(requiredPacePerMinute) })
        : t("progress.pace", { pace })}
    </span>
  );
}
