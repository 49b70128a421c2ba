import { useSyncExternalStore } from "react";
import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import {
  noFilter,
  onLayoutStored,
  parseView,
  storedLayout,
  storeLayout,
  type ViewState,
  withView,
} from "../../domain/view-state.ts";

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

/** What every control that changes the view gets. */
export interface ViewControlProps {
  readonly view: ViewState;
  readonly onChange: (change: Partial<ViewState>) => void;
}
