import type { AgentRow } from "../../domain/agent-portfolio.ts";
import { isUrgent } from "../../domain/attention.ts";
import type { CampaignTotals } from "../../domain/campaign-totals.ts";
import { stateOrder } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { Icon } from "../ui/icon.tsx";
import { Counts } from "./progress-meter.tsx";

export function AttentionCounts({ attention }: AgentRow) {
  const { t, format } = useDisplay();
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5">
      {attention.map(([kind, count]) => (
        <span
          key={kind}
          title={t(`attention.${kind}`)}
          className={`inline-flex items-center gap-1 text-xs font-semibold whitespace-nowrap ${isUrgent(kind) ? "text-urgent" : "text-notice"}`}
        >
          <Icon name={kind} />
          {format.number(count)} {t(`attention.${kind}`)}
        </span>
      ))}
    </span>
  );
}

type Counted = Pick<AgentRow, "totals"> & { readonly words?: string };

export function StateCounts({ totals: { states }, words = "sr-only" }: Counted) {
  const { t, format } = useDisplay();
  return (
    <span className="flex flex-wrap gap-x-3">
      {stateOrder
        .filter((state) => states[state] > 0)
        .map((state) => (
          <span key={state} title={t(`state.${state}`)} className="inline-flex items-center gap-1 text-13">
            <Icon name={state} className={`size-3 ${state === "running" ? "text-accent" : "text-ink-3"}`} />
            {format.number(states[state])}
            <span className={words}>{t(`state.${state}`)}</span>
          </span>
        ))}
    </span>
  );
}

export function CalledOfTotal({ totals: { campaigns, called, total, uncounted } }: AgentRow) {
  const { t } = useDisplay();
  const known = uncounted < campaigns;
  const [calledCallees, totalCallees] = known ? [called, total] : [null, null];
  return (
    <span className="flex flex-col gap-1">
      <Counts campaign={{ calledCallees, totalCallees }} variant="agents" />
      <span
        aria-hidden="true"
        className="relative block forced-colors:border h-1.5 w-full rounded-full bg-sunken"
      >
        <span
          className="meter-fill absolute inset-y-0 left-0 rounded-full bg-running forced-color-adjust-none forced-colors:bg-[Highlight]"
          style={{ width: `${total > 0 ? Math.min(100, (called / total) * 100) : 0}%` }}
        />
      </span>
      {known && uncounted > 0 && (
        <span className="text-xs text-ink-3">{t("summary.unknown", { count: uncounted })}</span>
      )}
    </span>
  );
}

/** Callees expected to stay uncalled: of flagged campaigns, and those that are not certain. */
export function ProjectedLeft({ totals: { left, leaving, uncertain, states } }: { totals: CampaignTotals }) {
  const { t } = useDisplay();
  if (states.running === 0) return null;
  if (left.sum === null) return <span data-part="projected">{t("summary.leftUnknown")}</span>;
  const certain = left.sum - uncertain;
  return (
    <span data-part="projected" title={t("summary.leftHint")}>
      {certain === 0 && uncertain > 0 ? (
        t("summary.leftPerhaps", { count: uncertain })
      ) : (
        <>
          <span className={certain > 0 ? "font-medium text-ink" : ""}>
            {t("summary.left", { count: certain, campaigns: leaving })}
          </span>
          {uncertain > 0 && ` ${t("summary.leftMore", { count: uncertain })}`}
        </>
      )}{" "}
      {left.known < states.running && (
        <span className="text-ink-3 max-2xl:sr-only">
          {t("summary.leftOf", { known: left.known, running: states.running })}
        </span>
      )}
    </span>
  );
}
