import type { ViewState } from "../../lib/view-state.ts";

/** What every control that changes the view gets. */
export interface ViewControlProps {
  readonly view: ViewState;
  readonly onChange: (change: Partial<ViewState>) => void;
}
