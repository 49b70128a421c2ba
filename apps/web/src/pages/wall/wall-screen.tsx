import type { Campaign } from "@cruiseboard/contract";
import { memo, type ReactNode, use } from "react";
import { Age, OutOfTouch } from "../../components/campaign/age.tsx";
import { AttentionCounts, CalledOfTotal, StateCounts } from "../../components/campaign/agent-totals.tsx";
import { Eta, Verdict } from "../../components/campaign/forecast.tsx";
import {
  AgentName,
  AgentStatusMark,
  agentStatusOf,
  CampaignAgent,
} from "../../components/campaign/identity.tsx";
import { Behind, Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import {
  AttentionAge,
  AttentionChips,
  StateBadge,
  useCampaignMarks,
} from "../../components/campaign/state-badge.tsx";
import { WindowTimes } from "../../components/campaign/window-line.tsx";
import { BlankSlate } from "../../components/ui/blank-slate.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import type { AgentRow } from "../../domain/agent-portfolio.ts";
import { isAway } from "../../domain/agents.ts";
import { isUrgent } from "../../domain/attention.ts";
import { keyOf, titleOf } from "../../domain/campaign-key.ts";
import { verdictOf } from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { Turning } from "./use-wall.ts";
import type { WallPlan, WallView } from "./wall-plan.ts";

interface WallScreenProps {
  readonly view: WallView;
  readonly plan: WallPlan;
  readonly turning: Turning;
}

const sectionLook = "flex min-h-0 min-w-0 flex-col gap-1";
const cardsLook =
  "grid-cols-[minmax(0,1fr)] grid-rows-[repeat(3,minmax(0,1fr))] gap-x-4 portrait:auto-rows-[6.875rem] portrait:grid-rows-none";

/** One page of a view; with all campaigns, what needs attention stands beside (on an upright screen above) each page. */
export function WallScreen({ view: { kind, name }, plan, turning }: WallScreenProps) {
  const { t } = useDisplay();
  const { flagged, urgent, aside, size, pages } = plan;
  const { campaigns, agents } = pages[turning.page] ?? { campaigns: [], agents: [] };
  const calm = flagged === 0;
  const attention = (
    <span className={`flex items-center gap-2 ${calm ? "" : "text-urgent"}`}>
      <Icon
        name={calm ? "completed" : "willMissWindow"}
        className={`size-4 ${calm ? "text-completed-bar" : ""}`}
      />
      {calm ? t("wall.calm") : t("wall.flagged", { count: flagged, urgent })}
    </span>
  );
  const Line = kind === "attention" ? AttentionCard : WallRow;
  const others = calm ? null : t("wall.others", { count: flagged - aside.length });
  const title = { all: name ?? others, attention: null, agents: t("page.agents") }[kind];
  return (
    <div
      data-attention={aside.length > 0}
      className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] gap-x-4 gap-y-1 print:block landscape:data-[attention=true]:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] portrait:data-[attention=true]:grid-rows-[auto_minmax(0,1fr)]"
    >
      {aside.length > 0 && (
        <section aria-label={t("filter.kinds")} className={sectionLook}>
          <h2 className={headLook}>{attention}</h2>
          <ul className={`grid min-h-0 flex-1 print:block ${cardsLook}`}>
            {aside.map((campaign) => (
              <AttentionCard key={keyOf(campaign)} campaign={campaign} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t("page.board")} onPointerMove={turning.hold} className={sectionLook}>
        <h2 className={headLook}>
          {title !== null && <bdi className="truncate">{title}</bdi>}
          {aside.length === 0 && attention}
          {pages.length > 1 && (
            <span data-part="page" className="ms-auto text-ink">
              {t("wall.page", { page: turning.page + 1, pages: pages.length })}
            </span>
          )}
        </h2>
        <ul
          style={{ "--rows": size }}
          className={`grid min-h-0 flex-1 print:block ${kind === "attention" ? `${cardsLook} landscape:grid-cols-[repeat(2,minmax(0,1fr))]` : "grid-rows-[repeat(var(--rows),minmax(0,1fr))]"}`}
        >
          {campaigns.map((campaign) => (
            <Line key={keyOf(campaign)} campaign={campaign} />
          ))}
          {agents.map((row) => (
            <WallAgent key={row.agent} row={row} />
          ))}
        </ul>
      </section>
    </div>
  );
}

const headLook = "flex items-center gap-4 text-base text-ink-2 leading-5 font-semibold whitespace-nowrap";

export function Nothing({ total }: { total: number | null }) {
  const { t } = useDisplay();
  if (total === null) return <div aria-hidden="true" className="skeleton flex-1" />;
  return (
    <div className="flex-1">
      <BlankSlate
        title={t(total === 0 ? "wall.empty" : "empty.filtered")}
        hint={t(total === 0 ? "wall.emptyHint" : "empty.filteredHint")}
      />
    </div>
  );
}

const rowLook = "grid min-h-0 items-center gap-x-2 border-b border-line print:py-1";

const WallRow = memo(function WallRow({ campaign }: { campaign: Campaign }) {
  const needy = campaign.attention.length > 0;
  const status = agentStatusOf(campaign);
  // Why nothing is dialed stands beside what is flagged.
  const cause = needy && isAway(status) ? status : null;
  const agent = <CampaignAgent campaign={cause ? { ...campaign, agentStatus: null } : campaign} />;
  const age = <Age campaign={campaign} words="wall.age" />;
  const { kind } = verdictOf(campaign);
  const hasEta = ["ends", "ifBack", "left"].includes(kind) || campaign.eta === null;
  const stale = use(OutOfTouch) || campaign.freshness === "stale";
  return (
    <li
      {...useCampaignMarks(campaign)}
      className={`wall-row ${rowLook} grid-cols-[minmax(0,1fr)_minmax(9.25rem,0.7fr)_9.25rem]`}
    >
      <div className="flex min-w-0 flex-col">
        <WallName campaign={campaign} />
        <span className="flex min-w-0 items-center gap-2 text-xs text-ink-2">
          <AttentionChips campaign={campaign} most={1} />
          {cause && <AgentStatusMark status={cause} />}
          {!needy && agent}
        </span>
      </div>
      <div className="flex min-w-0 flex-col gap-0.5">
        <Counts campaign={campaign} variant="wall" />
        <ProgressMeter campaign={campaign} />
        <span className="flex flex-wrap justify-between gap-x-2 text-xs text-ink-2 *:flex-row *:gap-x-2 **:leading-[0.8rem]">
          {needy && agent}
          {!(needy && stale) && <Behind campaign={campaign} />}
          {stale && age}
        </span>
      </div>
      <div className="flex min-w-0 flex-col *:leading-[0.85rem] *:data-[part=window]:text-xs">
        <WindowTimes campaign={campaign} />
        {kind !== "none" && <Verdict campaign={campaign} brief />}
        {hasEta && <Eta campaign={campaign} brief />}
        <span className="flex justify-between gap-2 *:leading-[0.85rem]">
          <StateBadge campaign={campaign} />
          {!stale && age}
        </span>
      </div>
    </li>
  );
});

/** In Latin letters; names beyond it are set smaller, so that they stay whole. */
const shortName = 32;
const shortNameUpright = 24;
/** Beside its agent. */
const shortNameInCard = 20;

const widthOf = (name: string): number => name.length + (name.match(/[\u2e80-\uffef]/g)?.length ?? 0);

function WallName({ campaign, children }: { campaign: Campaign; children?: ReactNode }) {
  const { t } = useDisplay();
  const name = titleOf(t, campaign);
  const width = widthOf(name);
  const small = width > (children ? shortNameInCard : shortName);
  const size = small
    ? "text-xs leading-[0.85rem]"
    : `text-sm leading-4 ${width > shortNameUpright ? "portrait:text-xs portrait:leading-[0.85rem]" : ""}`;
  return (
    <p className={`line-clamp-3 shrink-0 ${size}`}>
      <bdi className="name font-semibold">{name}</bdi>
      {children}
    </p>
  );
}

/** Verdict first, then whose it is, how far it is, and its window. */
const AttentionCard = memo(function AttentionCard({ campaign }: { campaign: Campaign }) {
  const urgent = campaign.attention.some(({ kind }) => isUrgent(kind));
  return (
    <li {...useCampaignMarks(campaign)} className="min-h-0 pb-0.75">
      <div
        className={`flex h-full flex-col justify-between rounded-lg border border-line border-s-[0.375rem] bg-surface px-2 pt-0.5 pb-1 ${urgent ? "border-s-urgent" : "border-s-notice-line"}`}
      >
        <div className="flex items-center justify-between gap-2 *:data-attention:h-4.5">
          <AttentionChips campaign={campaign} most={1} />
          <AttentionAge campaign={campaign} />
        </div>
        <div className="flex items-center justify-between gap-1 *:data-[part=verdict]:text-lg *:data-[part=verdict]:leading-[1.15rem]">
          <Verdict campaign={campaign} brief="atClose" />
          {/* Beside a long verdict the state has its icon alone. */}
          <span className="whole-line min-w-0 flex-1 leading-4 *:h-[1lh] *:flex-[1_0_1em] *:flex-wrap *:justify-end *:overflow-hidden *:text-xs *:leading-[inherit]">
            <StateBadge campaign={campaign} />
          </span>
        </div>
        <div className="flex items-baseline justify-between gap-3 *:leading-3.5 *:last:ms-auto">
          <Eta campaign={campaign} brief />
          <WindowTimes campaign={campaign} />
        </div>
        <WallName campaign={campaign}>
          {campaign.agent !== null && (
            <span className="text-xs leading-[inherit] text-ink-2 *:inline **:data-agent-status:align-bottom **:data-agent-status:leading-[inherit] **:[bdi]:inline">
              {" "}
              <CampaignAgent campaign={campaign} />
            </span>
          )}
        </WallName>
        <div className="flex flex-col gap-0.5">
          <div className="flex items-baseline justify-between gap-1.5 *:leading-4">
            <Counts campaign={campaign} variant="wall" />
            {/* There may be no room for it. */}
            <span className="whole-line min-w-0 flex-1">
              <Age campaign={campaign} words="wall.age" />
            </span>
            <Behind campaign={campaign} />
          </div>
          <ProgressMeter campaign={campaign} />
        </div>
      </div>
    </li>
  );
});

function WallAgent({ row }: { row: AgentRow }) {
  const { t } = useDisplay();
  return (
    <li data-agent={row.agent} className={`${rowLook} grid-cols-[minmax(0,1fr)_minmax(11rem,1fr)_11.5rem]`}>
      <div className="flex min-w-0 flex-col gap-0.5">
        <span className="text-base font-semibold">
          {row.agent === "" ? t("filter.unknownAgent") : <AgentName agent={row.agent} status={row.status} />}
        </span>
        <StateCounts {...row} />
      </div>
      <CalledOfTotal {...row} />
      <AttentionCounts {...row} />
    </li>
  );
}
