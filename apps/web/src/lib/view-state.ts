import type { CampaignState } from "@cruiseboard/contract";

export const stateOrder = [
  "running",
  "notStarted",
  "completed",
  "terminated",
  "unknown",
] as const satisfies readonly CampaignState[];

export const sortKeys = ["attention", "name", "agent", "progress", "end", "id"] as const;
export type SortKey = (typeof sortKeys)[number];

/** What a viewer looks for and how it is arranged; kept in the URL, so that a URL restores the view. */
export interface ViewState {
  readonly search: string;
  readonly states: readonly CampaignState[];
  readonly attentionOnly: boolean;
  readonly sort: SortKey;
  readonly descending: boolean;
}

export const defaultView: ViewState = {
  search: "",
  states: [],
  attentionOnly: false,
  sort: "attention",
  descending: false,
};

/** Reads `q`, `state`, `attention` and `sort`; what is not understood counts as not given. */
export function parseView(search: string): ViewState {
  const query = new URLSearchParams(search);
  const wanted = (query.get("state") ?? "").split(",");
  const sort = query.get("sort") ?? "";
  const descending = sort.startsWith("-");
  const key = sortKeys.find((name) => name === (descending ? sort.slice(1) : sort));
  return {
    search: query.get("q") ?? "",
    states: stateOrder.filter((state) => wanted.includes(state)),
    attentionOnly: query.get("attention") === "1",
    sort: key ?? defaultView.sort,
    descending: key !== undefined && descending,
  };
}

/** Puts the view into a query string and leaves every other parameter where it is. */
export function withView(search: string, view: ViewState): string {
  const query = new URLSearchParams(search);
  const sort = (view.descending ? "-" : "") + view.sort;
  set(query, "q", view.search);
  set(query, "state", view.states.join(","));
  set(query, "attention", view.attentionOnly ? "1" : "");
  set(query, "sort", sort === defaultView.sort ? "" : sort);
  return query.toString();
}

function set(query: URLSearchParams, name: string, value: string): void {
  if (value === "") query.delete(name);
  else query.set(name, value);
}
