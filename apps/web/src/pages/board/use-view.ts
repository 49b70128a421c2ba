import type { Campaign } from "@cruiseboard/contract";
import { useState, useSyncExternalStore } from "react";
import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { createArranger } from "../../domain/arrange.ts";
import { groupCampaigns } from "../../domain/grouping.ts";
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

/** The view in the URL. Changes replace the history entry, so that Back leaves the board. */
export function useView() {
  const search = useSearch();
  // May change although the URL does not.
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

/** Removes all filters. */
function reset(): void {
  change(noFilter);
}

/** The campaigns of a view in its order, and in groups; null: they are not grouped. */
export function useArranged(campaigns: ReadonlyMap<string, Campaign>, view: ViewState) {
  const { locale } = useDisplay();
  const [arrange] = useState(createArranger);
  const arranged = arrange(campaigns, view, locale);
  const { grouping, folding, sort, descending } = view;
  const worstFirst = sort === "attention" && !descending;
  const groups = groupCampaigns(arranged, { grouping, folding, locale, worstFirst });
  return { campaigns: arranged, groups };
}

/** Of every control that changes the view. */
export interface ViewControlProps {
  readonly view: ViewState;
  readonly onChange: (change: Partial<ViewState>) => void;
}
