import type { Campaign } from "@cruiseboard/contract";
import { useState, useSyncExternalStore } from "react";
import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { createArranger } from "../../domain/arrange.ts";
import { type Group, groupCampaigns } from "../../domain/grouping.ts";
import {
  noFilter,
  onLayoutStored,
  parseView,
  storedLayout,
  storeLayout,
  type ViewState,
  withView,
} from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";

export interface View {
  readonly view: ViewState;
  readonly change: (change: Partial<ViewState>) => void;
  /** Takes all filters away. */
  readonly reset: () => void;
}

/** The view as the URL has it; changing it replaces the history entry, so that Back leaves the board. */
export function useView(): View {
  const search = useSearch();
  // What the URL leaves to it may change though the URL does not.
  const kept = useSyncExternalStore(onLayoutStored, storedLayout);
  const view = parseView(search, kept);
  return { view, change, reset };
}

function change(wish: Partial<ViewState>): void {
  const next = { ...parseView(location.search, storedLayout()), ...wish };
  if ("layout" in wish || "density" in wish || "columns" in wish) storeLayout(next);
  const query = withView(location.search, next, storedLayout());
  navigate(location.pathname + (query && `?${query}`), { replace: true });
}

function reset(): void {
  change(noFilter);
}

interface Arranged {
  /** The campaigns of a view in its order. */
  readonly campaigns: readonly Campaign[];
  /** The same in groups; null: they are not grouped. */
  readonly groups: readonly Group[] | null;
}

export function useArranged(campaigns: ReadonlyMap<string, Campaign>, view: ViewState): Arranged {
  const { locale } = useDisplay();
  const [arrange] = useState(createArranger);
  const arranged = arrange(campaigns, view, locale);
  const { grouping, folding, sort, descending } = view;
  const worstFirst = sort === "attention" && !descending;
  const groups = groupCampaigns(arranged, { grouping, folding, locale, worstFirst });
  return { campaigns: arranged, groups };
}

/** What every control that changes the view gets. */
export interface ViewControlProps {
  readonly view: ViewState;
  readonly onChange: (change: Partial<ViewState>) => void;
}
