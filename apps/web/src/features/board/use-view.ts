import type { Campaign } from "@cruiseboard/contract";
import { useCallback, useMemo, useState } from "react";
import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { createArranger } from "../../lib/arrange.ts";
import { useDisplay } from "../../lib/display.tsx";
import { defaultView, parseView, type ViewState, withView } from "../../lib/view-state.ts";

interface View {
  readonly view: ViewState;
  readonly change: (change: Partial<ViewState>) => void;
  readonly reset: () => void;
}

/** The view as the URL has it; changing it replaces the history entry, so that Back leaves the board. */
export function useView(): View {
  const search = useSearch();
  const view = useMemo(() => parseView(search), [search]);
  const change = useCallback((wish: Partial<ViewState>) => {
    const query = withView(location.search, { ...parseView(location.search), ...wish });
    navigate(location.pathname + (query && `?${query}`), { replace: true });
  }, []);
  const reset = useCallback(() => {
    const { sort, descending } = parseView(location.search);
    change({ ...defaultView, sort, descending });
  }, [change]);
  return { view, change, reset };
}

/** The campaigns of a view in its order. */
export function useArranged(campaigns: ReadonlyMap<string, Campaign>, view: ViewState): Campaign[] {
  const { locale } = useDisplay();
  const [arrange] = useState(createArranger);
  return useMemo(() => arrange(campaigns, view, locale), [arrange, campaigns, view, locale]);
}
