import type { Campaign } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useDebouncedCallback } from "use-debounce";
import type { Board, BoardState } from "../../api/board.ts";
import { sessionQuery, useMayEdit, useSession } from "../../api/session.ts";
import { suggestionsQuery } from "../../api/watch-list.ts";
import { BlankSlate } from "../../components/ui/blank-slate.tsx";
import { Button } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { lazy } from "../../components/ui/lazy-part.tsx";
import { useListener } from "../../domain/activity.ts";
import { campaignFilter, useArranged } from "../../domain/arrange.ts";
import { type Campaigns, keyOf, listOf } from "../../domain/campaign-key.ts";
import { defaultView, type ViewState } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { WatchListActions } from "../watch-list/use-watch-list.ts";
import type { BoardPlace } from "./board-place.ts";
import { CampaignList, tableLook } from "./campaign-list.tsx";
import { rowLook } from "./campaign-row.tsx";
import { FilterChips } from "./filter-panel.tsx";
import { headLook } from "./list-heads.tsx";
import { SummaryLine, TotalsLine } from "./summary-line.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useSelection } from "./use-selection.ts";
import { resetFilters, useView } from "./use-view.ts";

// They need a CSV library.
const FirstRun = lazy(() => import("../watch-list/watch-list-form.tsx").then((it) => it.FirstRun));
const SuggestionsDialog = lazy(() =>
  import("../watch-list/suggestions-dialog.tsx").then((it) => it.SuggestionsDialog),
);
const SelectionBar = lazy(() => import("./selection-bar.tsx").then((it) => it.SelectionBar));

interface BoardPageProps {
  readonly board: Board;
  readonly placeRef: RefObject<BoardPlace>;
  readonly watchList: WatchListActions;
}

export function BoardPage({ board, placeRef, watchList }: BoardPageProps) {
  const { t } = useDisplay();
  const { state } = board;
  const session = useSession();
  return (
    <section aria-label={t("page.board")} className="flex flex-col gap-2 outline-none wide:gap-4">
      <h1 className="sr-only">{t("page.board")}</h1>
      {state === undefined && board.contact !== "lost" && <Loading />}
      {state?.campaigns.size === 0 && (session ? <FirstRun onAdded={watchList.added} /> : <NoSession />)}
      {state && state.campaigns.size > 0 && <FilledBoard {...{ state, placeRef, watchList }} />}
    </section>
  );
}

type FilledBoardProps = Omit<BoardPageProps, "board"> & { readonly state: BoardState };

/** Whether this viewer may add campaigns is not known yet, or the session cannot be fetched. */
function NoSession() {
  const { t } = useDisplay();
  const { failureCount } = useQuery(sessionQuery);
  if (failureCount === 0) return <Loading />;
  return <BlankSlate title={t("contact.neverTitle")} hint={t("contact.neverHint")} />;
}

function FilledBoard({ state, placeRef, watchList }: FilledBoardProps) {
  const { t, locale, chrome } = useDisplay();
  const mayEdit = useMayEdit();
  const view = useView();
  const { campaigns: known } = state;
  const { campaigns, groups, isBehind } = useArranged(known, view, locale, useHeld(known));
  const selection = useSelection(campaigns);
  // Actions apply to what is in the view.
  const selected =
    selection.keys.size === 0 ? [] : campaigns.filter((campaign) => selection.keys.has(keyOf(campaign)));
  const hidden = [...selection.keys].filter((key) => known.has(key)).length - selected.length;
  const editing = mayEdit && chrome !== "none" ? watchList : undefined;
  const { select } = selection;
  const counted = countedIn(known, view);
  return (
    <>
      {chrome === "full" ? <SummaryLine campaigns={counted} /> : <TotalsLine campaigns={counted} whole />}
      {chrome === "full" && (
        <Toolbar campaigns={known} shown={campaigns.length} onSelect={selection.toggleChoosing}>
          {mayEdit && <SuggestionsButton onAdded={watchList.added} />}
          {mayEdit && (
            <Button
              onClick={() => watchList.setAdding(true)}
              aria-label={t("watch.add")}
              className="max-sm:w-10 max-sm:px-0"
            >
              <Icon name="plus" />
              <span className="max-sm:hidden">{t("watch.add")}</span>
            </Button>
          )}
        </Toolbar>
      )}
      {chrome !== "none" && <FilterChips />}
      {campaigns.length === 0 ? (
        <BlankSlate title={t("empty.filtered")} hint={t("empty.filteredHint")}>
          <Button onClick={resetFilters}>{t("toolbar.reset")}</Button>
        </BlankSlate>
      ) : (
        <CampaignList
          campaigns={campaigns}
          groups={groups}
          placeRef={placeRef}
          selection={selection.keys}
          selecting={selection.choosing || selection.keys.size > 0}
          actions={{ select, editing }}
        />
      )}
      {isBehind && (
        <p className="pointer-events-none fixed start-3 bottom-3 z-20 rounded-full border border-line bg-surface px-3 py-1 text-13 text-ink-2 shadow-raised print:hidden">
          {t("board.orderHeld")}
        </p>
      )}
      {selected.length > 0 && <SelectionBar {...{ selected, hidden, campaigns, selection, editing }} />}
    </>
  );
}

/** Absent while nothing new was found. */
function SuggestionsButton({ onAdded }: { onAdded: WatchListActions["added"] }) {
  const { t } = useDisplay();
  const [open, setOpen] = useState(false);
  const enabled = useSession()?.enabled.discovery ?? false;
  const { data: found = [] } = useQuery({ ...suggestionsQuery, enabled });
  // Another manager may have decided: the dialog must not come back by itself.
  if (open && found.length === 0) setOpen(false);
  if (found.length === 0) return null;
  const words = t("found.title", { count: found.length });
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={words} title={words} className="max-sm:px-2">
        <span className="rounded-full bg-accent px-1.5 text-xs leading-4 font-semibold text-on-accent">
          {found.length}
        </span>
        <span className="max-sm:hidden">{t("found.new")}</span>
      </Button>
      {open && <SuggestionsDialog campaigns={found} onAdded={onAdded} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Of the filters that the counts are not themselves: search, agents and applications. */
function countedIn(known: Campaigns, view: ViewState): readonly Campaign[] {
  const { search, agents, applications } = view;
  return listOf(known).filter(campaignFilter({ ...defaultView, search, agents, applications }));
}

/** A pointer that rests for longer may have been left there. */
const holdMs = 30_000;

/** The campaigns as they were when pointer or keyboard came to one of them, until they leave or rest. */
function useHeld(campaigns: Campaigns): Campaigns {
  const [held, setHeld] = useState<Campaigns | null>(null);
  const release = useDebouncedCallback(() => setHeld(null), holdMs);
  useListener("pointermove pointerdown pointerout wheel keydown focusin", (event) => {
    // Out of the window a pointer comes to no element.
    const at = event.type === "pointerout" ? (event as PointerEvent).relatedTarget : event.target;
    const isOnOne = at instanceof Element && at.closest("[data-line] [data-campaign]") !== null;
    setHeld((before) => (isOnOne ? (before ?? campaigns) : null));
    if (isOnOne) release();
    else release.cancel();
  });
  return held ?? campaigns;
}

const blocks = (count: number) => Array.from({ length: count }, (_, index) => index);

/** While the board loads: its own measures, so that nothing moves when it arrives. */
function Loading() {
  const { t } = useDisplay();
  return (
    <div role="status" aria-label={t("contact.connecting")} className="flex flex-col gap-2 wide:gap-4">
      <span className="skeleton h-16.5 max-w-2xl rounded-lg sm:h-7.5 wide:h-9" />
      <span className="skeleton h-8 max-w-xs" />
      <div className={tableLook}>
        <div className={headLook} />
        {blocks(12).map((block) => (
          <div key={block} className="h-61 frame:h-34 wide:h-17">
            <div className={`${rowLook} wide:grid-cols-6!`}>
              {blocks(6).map((cell) => (
                <span key={cell} className="skeleton h-3.5 w-24 max-w-full self-center" />
              ))}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
