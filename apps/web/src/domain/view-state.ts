import type { AttentionKind, CampaignState } from "@cruiseboard/contract";
import { attentionOrder } from "./attention.ts";
import { type ColumnId, defaultColumns, parseColumns } from "./columns.ts";
import { readStored, store } from "./storage.ts";

export const stateOrder = [
  "running",
  "notStarted",
  "completed",
  "terminated",
  "unknown",
] as const satisfies readonly CampaignState[];

export const sortKeys = [
  "attention",
  "name",
  "agent",
  "progress",
  "pace",
  "eta",
  "uncalled",
  "end",
  "observed",
  "id",
] as const;
export type SortKey = (typeof sortKeys)[number];

export const groupings = ["none", "agent", "application", "label", "state"] as const;
export type Grouping = (typeof groupings)[number];

export const layouts = ["table", "cards"] as const;
export type Layout = (typeof layouts)[number];

export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

/** Which groups are folded up: those named, or all but those named. */
export interface Folding {
  readonly all: boolean;
  readonly except: readonly string[];
}

/** How the board looks to this viewer; kept in this browser, too. */
export interface BoardLook {
  readonly layout: Layout;
  readonly density: Density;
  readonly columns: readonly ColumnId[];
}

/** What a viewer looks for and how it is arranged; kept in the URL, so that a URL restores the view. */
export interface ViewState extends BoardLook {
  readonly search: string;
  readonly states: readonly CampaignState[];
  readonly attentionOnly: boolean;
  /** Of what needs attention, only these; none: all of it. */
  readonly kinds: readonly AttentionKind[];
  /** Accounts; the empty one stands for "not known". */
  readonly agents: readonly string[];
  readonly applications: readonly number[];
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly grouping: Grouping;
  readonly folding: Folding;
}

export const defaultLook: BoardLook = { layout: "table", density: "comfortable", columns: defaultColumns };

const nothingFolded: Folding = { all: false, except: [] };

export const defaultView: ViewState = {
  ...defaultLook,
  search: "",
  states: [],
  attentionOnly: false,
  kinds: [],
  agents: [],
  applications: [],
  sort: "attention",
  descending: false,
  grouping: "none",
  folding: nothingFolded,
};

/** What narrows the board down. */
export const noFilter = {
  search: "",
  states: [],
  attentionOnly: false,
  kinds: [],
  agents: [],
  applications: [],
} as const satisfies Partial<ViewState>;

/** Reads a query string; what is not understood counts as not given, and `kept` stands in for the look. */
export function parseView(search: string, kept: BoardLook = defaultLook): ViewState {
  const query = new URLSearchParams(search);
  const kinds = listIn(query, "attention", attentionOrder);
  return {
    ...parseLook(query, kept),
    ...parseSort(query.get("sort") ?? ""),
    search: query.get("q") ?? "",
    states: listIn(query, "state", stateOrder),
    attentionOnly: query.get("attention") === "1" || kinds.length > 0,
    kinds,
    agents: query.getAll("agent"),
    applications: (query.get("app") ?? "").split(",").map(Number).filter(isId),
    grouping: oneOf(groupings, query.get("group")) ?? "none",
    folding: parseFolding(query),
  };
}

function parseLook(query: URLSearchParams, kept: BoardLook): BoardLook {
  return {
    layout: oneOf(layouts, query.get("layout")) ?? kept.layout,
    density: oneOf(densities, query.get("density")) ?? kept.density,
    columns: parseColumns(query.get("columns")) ?? kept.columns,
  };
}

function parseSort(sort: string): Pick<ViewState, "sort" | "descending"> {
  const descending = sort.startsWith("-");
  const key = oneOf(sortKeys, descending ? sort.slice(1) : sort);
  return { sort: key ?? defaultView.sort, descending: key !== undefined && descending };
}

function parseFolding(query: URLSearchParams): Folding {
  const closed = query.getAll("closed");
  if (closed.includes("*")) return { all: true, except: query.getAll("open") };
  return closed.length === 0 ? nothingFolded : { all: false, except: closed };
}

/**
 * Puts the view into a query string and leaves every other parameter where it is. A look is left out only if it is
 * what one gets without, here (`kept`) and anywhere else.
 */
export function withView(search: string, view: ViewState, kept: BoardLook = defaultLook): string {
  const query = new URLSearchParams(search);
  const sort = (view.descending ? "-" : "") + view.sort;
  set(query, "q", view.search);
  set(query, "state", view.states.join(","));
  set(query, "attention", view.kinds.join(",") || (view.attentionOnly ? "1" : ""));
  setAll(query, "agent", view.agents);
  set(query, "app", view.applications.join(","));
  set(query, "sort", sort === defaultView.sort ? "" : sort);
  set(query, "group", view.grouping === "none" ? "" : view.grouping);
  setAll(query, "closed", view.folding.all ? ["*"] : view.folding.except);
  setAll(query, "open", view.folding.all ? view.folding.except : []);
  for (const name of ["layout", "density", "columns"] as const) {
    const [own, common, here] = [view, defaultLook, kept].map((look) => String(look[name]));
    set(query, name, own === undefined || (own === common && own === here) ? "" : own);
  }
  return query.toString();
}

/** The view as a query string that shows the same everywhere, whatever look is kept there. */
export function shareableQuery(view: ViewState): string {
  const query = new URLSearchParams(withView("", view));
  for (const name of ["layout", "density", "columns"] as const) query.set(name, String(view[name]));
  return query.toString();
}

/** Whether the view leaves any campaign out on purpose. */
export function isFiltered(view: ViewState): boolean {
  return withView("", { ...defaultView, ...filtersOf(view) }) !== "";
}

/** The view's filters alone. */
function filtersOf({
  search,
  states,
  attentionOnly,
  kinds,
  agents,
  applications,
}: ViewState): Pick<ViewState, keyof typeof noFilter> {
  return { search, states, attentionOnly, kinds, agents, applications };
}

function oneOf<T extends string>(values: readonly T[], text: string | null): T | undefined {
  return values.find((value) => value === text);
}

function listIn<T extends string>(query: URLSearchParams, name: string, values: readonly T[]): T[] {
  const wanted = (query.get(name) ?? "").split(",");
  return values.filter((value) => wanted.includes(value));
}

function isId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0;
}

function set(query: URLSearchParams, name: string, value: string): void {
  if (value === "") query.delete(name);
  else query.set(name, value);
}

function setAll(query: URLSearchParams, name: string, values: readonly string[]): void {
  query.delete(name);
  for (const value of values) query.append(name, value);
}

let inMemory: BoardLook | null = null;
const listeners = new Set<() => void>();

/** The look that was chosen last in this browser; until something is chosen, or if it cannot be kept, the usual one. */
export function keptLook(): BoardLook {
  return inMemory ?? (inMemory = parseView(readStored("look") ?? ""));
}

export function keepLook({ layout, density, columns }: BoardLook): void {
  inMemory = { layout, density, columns };
  store("look", withView("", { ...defaultView, ...inMemory }));
  for (const listener of listeners) listener();
}

export function onLookKept(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
