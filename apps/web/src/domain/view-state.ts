import {
  type AgentState,
  type AttentionKind,
  agentStates,
  attentionKinds,
  type CampaignState,
} from "@cruiseboard/contract";
import { knownValues, type Values } from "@cruiseboard/embed-sdk/values";
import { type ColumnId, defaultColumns, parseColumns, type SortKey, sortKeys } from "./columns.ts";
import { readStored, store } from "./storage.ts";

export const { state: stateOrder, group: groupings, layout: layouts, density: densities } = knownValues;
export type Grouping = Values["group"];
export type Layout = Values["layout"];
export type Density = Values["density"];

export interface Folding {
  readonly all: boolean;
  readonly except: readonly string[];
}

export interface BoardLayout {
  readonly layout: Layout;
  readonly density: Density;
  readonly columns: readonly ColumnId[];
}

export interface Order<Key> {
  readonly sort: Key;
  readonly descending: boolean;
}

export interface ViewState extends BoardLayout, Order<SortKey> {
  readonly search: string;
  readonly states: readonly CampaignState[];
  readonly attentionOnly: boolean;
  /** Empty: every kind. */
  readonly kinds: readonly AttentionKind[];
  readonly agents: readonly string[];
  readonly agentStates: readonly AgentState[];
  readonly applications: readonly number[];
  readonly grouping: Grouping;
  readonly folding: Folding;
}

export const defaultLayout: BoardLayout = {
  layout: "table",
  density: "comfortable",
  columns: defaultColumns,
};

const nothingFolded: Folding = { all: false, except: [] };

export const noFilter = {
  search: "",
  states: [],
  attentionOnly: false,
  kinds: [],
  agents: [],
  agentStates: [],
  applications: [],
} as const satisfies Partial<ViewState>;

export const defaultView: ViewState = {
  ...defaultLayout,
  ...noFilter,
  sort: "attention",
  descending: false,
  grouping: "none",
  folding: nothingFolded,
};

/** Invalid values count as absent; `stored` supplies the layout where the query does not. */
export function parseView(search: string, stored: BoardLayout = defaultLayout): ViewState {
  const query = new URLSearchParams(search);
  const kinds = listIn(query, "attention", attentionKinds);
  return {
    layout: oneOf(layouts, query.get("layout")) ?? stored.layout,
    density: oneOf(densities, query.get("density")) ?? stored.density,
    columns: parseColumns(query.get("columns")) ?? stored.columns,
    ...parseOrder(query.get("sort"), sortKeys, defaultView.sort),
    search: query.get("q") ?? "",
    states: listIn(query, "state", stateOrder),
    attentionOnly: query.get("attention") === "1" || kinds.length > 0,
    kinds,
    agents: query.getAll("agent"),
    agentStates: listIn(query, "agentStatus", agentStates),
    applications: (query.get("app") ?? "")
      .split(",")
      .map(Number)
      .filter((id) => Number.isSafeInteger(id) && id > 0),
    grouping: oneOf(groupings, query.get("group")) ?? "none",
    folding: parseFolding(query),
  };
}

/** `name`, or `-name` for descending. */
export function parseOrder<Key extends string>(
  text: string | null,
  keys: readonly Key[],
  usual: Key,
): Order<Key> {
  const sort = oneOf(keys, text?.replace(/^-/, "") ?? null);
  return { sort: sort ?? usual, descending: sort !== undefined && text?.startsWith("-") === true };
}

/** null: the usual order. */
export function orderText({ sort, descending }: Order<string>, usual: string): string | null {
  return sort === usual && !descending ? null : (descending ? "-" : "") + sort;
}

function parseFolding(query: URLSearchParams): Folding {
  const closed = query.getAll("closed");
  if (closed.includes("*")) return { all: true, except: query.getAll("open") };
  return closed.length === 0 ? nothingFolded : { all: false, except: closed };
}

/** Keeps other parameters. The layout is left out only if it is both the default and the stored one. */
export function withView(search: string, view: ViewState, stored: BoardLayout = defaultLayout): string {
  const query = new URLSearchParams(search);
  set(query, "q", view.search);
  set(query, "state", view.states.join(","));
  set(query, "attention", view.kinds.join(",") || (view.attentionOnly ? "1" : ""));
  setAll(query, "agent", view.agents);
  set(query, "agentStatus", view.agentStates.join(","));
  set(query, "app", view.applications.join(","));
  set(query, "sort", orderText(view, defaultView.sort) ?? "");
  set(query, "group", view.grouping === "none" ? "" : view.grouping);
  setAll(query, "closed", view.folding.all ? ["*"] : view.folding.except);
  setAll(query, "open", view.folding.all ? view.folding.except : []);
  for (const name of ["layout", "density", "columns"] as const) {
    const own = String(view[name]);
    set(query, name, own === String(defaultLayout[name]) && own === String(stored[name]) ? "" : own);
  }
  return query.toString();
}

/** Shows the same in every browser, whatever layout is stored there. */
export function shareableQuery(view: ViewState, search = ""): string {
  const query = new URLSearchParams(withView(search, view));
  for (const name of ["layout", "density", "columns"] as const) query.set(name, String(view[name]));
  return query.toString();
}

export function filterOf(view: ViewState): Pick<ViewState, keyof typeof noFilter> {
  const { search, states, attentionOnly, kinds, agents, agentStates, applications } = view;
  return { search, states, attentionOnly, kinds, agents, agentStates, applications };
}

export const isFiltered = (view: ViewState): boolean =>
  JSON.stringify(filterOf(view)) !== JSON.stringify(noFilter);

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | undefined =>
  values.find((value) => value === text);

function listIn<T extends string>(query: URLSearchParams, name: string, values: readonly T[]): T[] {
  const wanted = (query.get(name) ?? "").split(",");
  return values.filter((value) => wanted.includes(value));
}

function set(query: URLSearchParams, name: string, value: string): void {
  if (value === "") query.delete(name);
  else query.set(name, value);
}

function setAll(query: URLSearchParams, name: string, values: readonly string[]): void {
  query.delete(name);
  for (const value of values) query.append(name, value);
}

let current: BoardLayout | null = null;
const listeners = new Set<() => void>();

export const storedLayout = (): BoardLayout => (current ??= parseView(readStored("look") ?? ""));

export function storeLayout({ layout, density, columns }: BoardLayout): void {
  current = { layout, density, columns };
  store("look", withView("", { ...defaultView, ...current }));
  for (const listener of listeners) listener();
}

export function onLayoutStored(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
