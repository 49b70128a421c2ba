import { useSyncExternalStore } from "react";
import { useSearch } from "wouter";
import { replaceQuery } from "../../domain/address.ts";
import * as viewState from "../../domain/view-state.ts";

/** The view in the URL. */
export function useView(): viewState.ViewState {
  const search = useSearch();
  // May change although the URL does not.
  const kept = useSyncExternalStore(viewState.onLayoutStored, viewState.storedLayout);
  return viewState.parseView(search, kept);
}

export function changeView(wish: Partial<viewState.ViewState>): void {
  const next = { ...viewState.parseView(location.search, viewState.storedLayout()), ...wish };
  if ("layout" in wish || "density" in wish || "columns" in wish) viewState.storeLayout(next);
  replaceQuery(viewState.withView(location.search, next, viewState.storedLayout()));
}

export function resetFilters(): void {
  changeView(viewState.noFilter);
}
