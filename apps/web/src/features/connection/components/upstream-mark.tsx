import type { Upstream } from "@cruiseboard/contract";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";

/** The upstream's state in words and how much of the request budget is used. */
export function UpstreamMark({ upstream }: { upstream: Upstream }) {
  const { t, format } = useDisplay();
  const { status, usedPerSecond, budgetPerSecond } = upstream;
  return (
    <>
      <span
        data-upstream={status}
        className={`inline-flex items-center gap-1.5 whitespace-nowrap ${status === "ok" ? "text-ink-2" : "font-semibold text-notice"}`}
      >
        {status !== "ok" && <Icon name="upstreamFailing" />}
        {t(`upstream.${status}`)}
      </span>
      <span className="whitespace-nowrap text-ink-2" title={t("upstream.budgetHint")}>
        {t("upstream.budget", {
          used: format.number(Math.round(usedPerSecond)),
          budget: format.decimal(budgetPerSecond),
        })}
      </span>
    </>
  );
}
