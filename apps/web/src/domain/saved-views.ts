import { parseJson, readStored, store } from "./storage.ts";
import { parseView, shareableQuery } from "./view-state.ts";

/** A view under a name; `query` as of shareableQuery. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
}

const storageName = "views";
const most = { views: 100, name: 80, query: 8000 } as const;

export const loadSavedViews = () => parseSavedViews(readStored(storageName));

/** False: the browser does not store anything. */
export const keepSavedViews = (views: readonly SavedView[]) => store(storageName, JSON.stringify(views));

/** @param text from storage, which other scripts may have written */
export function parseSavedViews(text: string | null): readonly SavedView[] {
  const kept = parseJson(text ?? "[]");
  return Array.isArray(kept) ? kept.filter(isSavedView).slice(0, most.views) : [];
}

function isSavedView(value: unknown): value is SavedView {
  const { name, query } = (value ?? {}) as Partial<SavedView>;
  if (typeof name !== "string" || typeof query !== "string") return false;
  return name.trim() !== "" && name.length <= most.name && query.length <= most.query;
}

/** Replaces one of that name; sorted by name. */
export function withSavedView(
  views: readonly SavedView[],
  view: SavedView,
  locale: string,
): readonly SavedView[] {
  const name = view.name.trim().slice(0, most.name);
  const collator = new Intl.Collator(locale, { numeric: true });
  return [...views.filter((other) => other.name !== name), { ...view, name }].toSorted((one, other) =>
    collator.compare(one.name, other.name),
  );
}

/** A saved view as the page's query; language, theme and zone stay. */
export const savedViewSearch = (query: string): string => shareableQuery(parseView(query), location.search);
