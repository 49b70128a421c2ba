import type { Campaign, CampaignState } from "@cruiseboard/contract";
import type { ReactNode } from "react";
import { CallsSparkline } from "../../charts/calls-sparkline.tsx";
import { ProjectedLeft, StateCounts } from "../../components/campaign/agent-totals.tsx";
import { KnownNumber } from "../../components/campaign/known.tsx";
import { stateInk } from "../../components/campaign/state-badge.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { FaultBoundary } from "../../components/ui/lazy-part.tsx";
import { failingWords } from "../../connection/health.tsx";
import { type CampaignTotals, totalsOf } from "../../domain/campaign-totals.ts";
import { stateOrder } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import { changeView, useView } from "./use-view.ts";

/** As high with one state more, or longer counts, so that the board below stays where it is. */
export function SummaryLine({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t } = useDisplay();
  const view = useView();
  const counts = totalsOf(campaigns);
  // Before the first observation no count is known.
  const blind = campaigns.length > 0 && counts.unobserved === campaigns.length;
  const urgent = counts.attention > 0;
  const { states: chosen } = view;
  const toggled = (state: CampaignState) =>
    chosen.includes(state) ? chosen.filter((other) => other !== state) : [...chosen, state];
  const filterOf = (state: CampaignState) => (
    <CountFilter
      key={state}
      name={state}
      icon={<Icon name={state} className={`size-3.5 ${stateInk[state]}`} />}
      count={blind && state !== "unknown" ? null : counts.states[state]}
      words={t(`state.${state}`)}
      pressed={chosen.includes(state)}
      onToggle={() => changeView({ states: toggled(state) })}
    />
  );
  return (
    <section
      aria-label={t("summary.label")}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 sm:gap-y-1.5 wide:gap-y-2.5"
    >
      <div
        role="group"
        aria-label={t("summary.states")}
        className="flex flex-wrap gap-1.5 narrow:gap-1 narrow:*:grow wide:gap-2 xl:shrink-0"
      >
        {stateOrder.filter((state) => state !== "unknown").map(filterOf)}
        <CountFilter
          name="attention"
          icon={<Icon name={urgent ? "willMissWindow" : counts.unobserved === 0 ? "completed" : "pending"} />}
          count={blind && !urgent ? null : counts.attention}
          words={t("summary.attention", { count: counts.attention })}
          more={counts.urgent > 0 && t("summary.urgent", { count: counts.urgent })}
          pressed={view.attentionOnly}
          onToggle={() => changeView({ attentionOnly: !view.attentionOnly, kinds: [] })}
          className={urgent ? "font-semibold text-urgent" : "text-ink-2"}
        />
        {/* Last, since it goes once all are observed. */}
        {(counts.states.unknown > 0 || chosen.includes("unknown")) && filterOf("unknown")}
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 text-xs text-ink-2 max-sm:leading-3.5 max-xl:basis-full sm:text-13 xl:h-9 xl:min-w-min xl:flex-1 xl:content-center-safe xl:justify-end xl:overflow-hidden xl:leading-4.5 xl:whitespace-nowrap">
        {/* Two lines beside the filters, or below them where the longest piece does not fit. */}
        <Totals totals={counts} />
        {/* Last, since the sparkline arrives later than the rest. */}
        <span className="inline-flex h-4.5 w-36 items-center stacked:hidden">
          <FaultBoundary fallback={null}>
            <CallsSparkline />
          </FaultBoundary>
        </span>
      </div>
    </section>
  );
}

interface CountFilterProps {
  readonly name: CampaignState | "attention";
  readonly icon: ReactNode;
  readonly count: number | null;
  readonly words: string;
  readonly more?: string | false;
  readonly pressed: boolean;
  readonly onToggle: () => void;
  readonly className?: string;
}

function CountFilter(props: CountFilterProps) {
  const { name, icon, count, words, more, pressed, onToggle, className = "" } = props;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      data-filter={name}
      title={more || undefined}
      onClick={onToggle}
      className={`flex h-7.5 items-center gap-1 rounded-lg border px-1.5 text-xs whitespace-nowrap transition-colors pointer-coarse:h-9 narrow:h-7 wide:h-9 wide:gap-1.5 wide:px-2.5 wide:text-13 ${pressed ? "border-accent bg-accent-soft" : "border-line bg-surface hover:border-line-strong"} ${className}`}
    >
      {icon}
      <span className="text-sm font-semibold wide:text-base">
        <KnownNumber value={count} />
      </span>
      <span className={className === "" ? "text-ink-2" : ""}>{words}</span>
      {more && (
        <span aria-hidden="true" className="font-normal frame:hidden">
          · {more}
        </span>
      )}
    </button>
  );
}

/** One line, in narrow frames up to three, of which pieces that do not fit are left out: of a group, or of a `whole` board without chrome. */
export function TotalsLine(props: { readonly campaigns: readonly Campaign[]; readonly whole?: boolean }) {
  const { campaigns, whole = false } = props;
  const { t, format } = useDisplay();
  const totals = totalsOf(campaigns);
  const { attention, urgent } = totals;
  return (
    <span
      className={`whole-line min-w-0 items-center text-xs text-ink-2 *:me-3 ${whole ? "**:text-xs stacked:h-auto narrow:max-h-[2lh] frame:max-h-[3lh] wide:-mb-2" : ""}`}
    >
      {attention > 0 && (
        <span className="inline-flex shrink-0 items-center gap-1 font-semibold text-urgent">
          <Icon name="willMissWindow" />
          {format.number(attention)}
          <span className={whole ? "" : "sr-only"}>{t("summary.attention", { count: attention })}</span>
          {whole && urgent > 0 && (
            <span className="font-normal">· {t("summary.urgent", { count: urgent })}</span>
          )}
        </span>
      )}
      {whole && <StateCounts totals={totals} words="narrow:sr-only" />}
      <Totals totals={totals} />
    </span>
  );
}

/** Pieces of a line. */
function Totals({ totals }: { totals: CampaignTotals }) {
  const display = useDisplay();
  const { t, format } = display;
  const { campaigns, called, total, uncounted, failing, pace } = totals;
  const words = failingWords(display, useMinute(), failing);
  return (
    <>
      {uncounted < campaigns && <span data-part="totals">{t("summary.called", { called, total })}</span>}
      {uncounted > 0 && (
        <span className="text-ink-3" title={t("summary.unknownHint")}>
          {t("summary.unknown", { count: uncounted })}
        </span>
      )}
      {pace.sum !== null && (
        <span data-part="pace-sum">{t("summary.pace", { pace: format.pace(pace.sum) })}</span>
      )}
      <ProjectedLeft totals={totals} />
      {/* In wide windows the header says so. */}
      {failing.length > 0 && (
        <span title={words} className="line-clamp-2 whitespace-normal wide:hidden">
          {words}
        </span>
      )}
    </>
  );
}
