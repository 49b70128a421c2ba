import type { Campaign, CampaignState } from "@cruiseboard/contract";
import type { ReactNode } from "react";
import { CallsSparkline } from "../../charts/calls-sparkline.tsx";
import { KnownNumber } from "../../components/campaign/known.tsx";
import { stateInk } from "../../components/campaign/state-badge.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { FaultBoundary } from "../../components/ui/lazy-part.tsx";
import { listOf } from "../../domain/campaign-key.ts";
import { type CampaignTotals, totalsOf } from "../../domain/campaign-totals.ts";
import { stateOrder } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { ViewControlProps } from "./use-view.ts";

interface SummaryLineProps extends ViewControlProps {
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly children?: ReactNode;
}

export function SummaryLine({ campaigns, view, onChange, children }: SummaryLineProps) {
  const { t } = useDisplay();
  const counts = totalsOf(listOf(campaigns));
  // Before the first observation no count is known.
  const blind = counts.unobserved === campaigns.size;
  const urgent = counts.attention > 0;
  const { states: chosen } = view;
  const toggled = (state: CampaignState) =>
    chosen.includes(state) ? chosen.filter((other) => other !== state) : [...chosen, state];
  const states = stateOrder.filter(
    (state) => state !== "unknown" || counts.states.unknown > 0 || chosen.includes("unknown"),
  );
  return (
    <section aria-label={t("summary.label")} className="flex flex-col gap-3">
      <div className="flex flex-wrap-reverse items-center justify-between gap-2">
        <div
          role="group"
          aria-label={t("summary.states")}
          className="grid w-full grid-cols-3 gap-2 sm:grid-cols-[repeat(auto-fit,minmax(6.5rem,1fr))] lg:flex lg:w-auto lg:flex-wrap"
        >
          {states.map((state) => (
            <CountFilter
              key={state}
              name={state}
              icon={<Icon name={state} className={`size-3.5 ${stateInk[state]}`} />}
              count={blind && state !== "unknown" ? null : counts.states[state]}
              words={t(`state.${state}`)}
              pressed={chosen.includes(state)}
              onToggle={() => onChange({ states: toggled(state) })}
            />
          ))}
          <CountFilter
            name="attention"
            icon={
              <Icon name={urgent ? "willMissWindow" : counts.unobserved === 0 ? "completed" : "pending"} />
            }
            count={blind && !urgent ? null : counts.attention}
            words={t("summary.attention", { count: counts.attention })}
            pressed={view.attentionOnly}
            onToggle={() => onChange({ attentionOnly: !view.attentionOnly, kinds: [] })}
            className={`${urgent ? "font-semibold text-urgent" : "text-ink-2"} ${states.length === 4 ? "max-sm:col-span-2" : ""}`}
          />
        </div>
        {children}
      </div>
      <BoardTotals totals={counts} />
    </section>
  );
}

interface CountFilterProps {
  readonly name: CampaignState | "attention";
  readonly icon: ReactNode;
  readonly count: number | null;
  readonly words: string;
  readonly pressed: boolean;
  readonly onToggle: () => void;
  readonly className?: string;
}

function CountFilter(props: CountFilterProps) {
  const { name, icon, count, words, pressed, onToggle, className = "" } = props;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      data-filter={name}
      onClick={onToggle}
      className={`flex min-h-12 flex-wrap content-center items-center gap-x-2 rounded-lg border px-2.5 py-1 leading-4 transition-colors lg:h-9 lg:min-h-0 lg:flex-nowrap lg:pe-3 lg:whitespace-nowrap lg:pointer-coarse:h-10 ${pressed ? "border-accent bg-accent-soft" : "border-line bg-surface hover:border-line-strong"} ${className}`}
    >
      {icon}
      <span className="text-base font-semibold">
        <KnownNumber value={count} />
      </span>
      <span className={`text-start text-xs max-lg:w-full lg:text-13 ${className === "" ? "text-ink-2" : ""}`}>
        {words}
      </span>
    </button>
  );
}

function BoardTotals({ totals }: { totals: CampaignTotals }) {
  const { t, format } = useDisplay();
  const { campaigns, called, total, uncounted, pace } = totals;
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-13 text-ink-2">
      {uncounted < campaigns && (
        <span data-part="totals">
          {t("summary.called", { called: format.number(called), total: format.number(total) })}
        </span>
      )}
      {uncounted > 0 && (
        <span className="text-ink-3" title={t("summary.unknownHint")}>
          {t("summary.unknown", { count: uncounted })}
        </span>
      )}
      <ProjectedLeft totals={totals} />
      {/* Last, since the sparkline arrives later than the rest. */}
      <span className="inline-flex items-baseline gap-2">
        {pace.sum !== null && <span>{t("summary.pace", { pace: format.pace(pace.sum) })}</span>}
        <span className="inline-flex h-5 w-36 items-center self-center">
          <FaultBoundary fallback={null}>
            <CallsSparkline />
          </FaultBoundary>
        </span>
      </span>
    </div>
  );
}

/** Callees expected to stay uncalled, and how many of the running campaigns have a forecast. */
function ProjectedLeft({ totals: { left, states } }: { totals: CampaignTotals }) {
  const { t, format } = useDisplay();
  if (states.running === 0) return null;
  if (left.sum === null) return <span data-part="projected">{t("summary.leftUnknown")}</span>;
  return (
    <span data-part="projected" title={t("summary.leftHint")}>
      {t("summary.left", { count: format.number(left.sum) })}{" "}
      {left.known < states.running && (
        <span className="text-ink-3">
          {t("summary.leftOf", { known: format.number(left.known), running: format.number(states.running) })}
        </span>
      )}
    </span>
  );
}
