import { useSyncExternalStore } from "react";
import { useSearch } from "wouter";
import { replaceQuery } from "../../domain/address.ts";
import {
  noFilter,
  onLayoutStored,
  parseView,
  storedLayout,
  storeLayout,
  type ViewState,
  withView,
} from "../../domain/view-state.ts";

/** The view in the URL. */
export function useView(): ViewState {
  const search = useSearch();
  // May change although the URL does not.
  const kept = useSyncExternalStore(onLayoutStored, storedLayout);
  return parseView(search, kept);
}

export function changeView(wish: Partial<ViewState>): void {
  const next = { ...parseView(location.search, storedLayout()), ...wish };
  if ("layout" in wish || "density" in wish || "columns" in wish) storeLayout(next);
  replaceQuery(withView(location.search, next, storedLayout()));
}

export function resetFilters(): void {
  changeView(noFilter);
}
