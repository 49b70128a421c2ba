import type { PortalMessage } from "@cruiseboard/embed-sdk/protocol";

/** What narrows a board down, as it stands in the page's URL. */
const filterNames = ["q", "state", "attention", "agent", "app"] as const;
/** What the portal decides; it is no part of where the viewer is. */
const portalNames = ["theme", "lang", "tz"] as const;
/** What a portal may say about the view; everything else in its query means nothing. */
const viewNames = new Set<string>([...filterNames, "sort", "group", "layout", "density", "columns"]);

/** The page's query after the portal's filters took the place of the present ones; sort and the like stay unless told. */
export function withFilters(search: string, filters: string): string {
  const query = new URLSearchParams(search);
  const wanted = [...new URLSearchParams(filters)].filter(([name]) => viewNames.has(name));
  for (const name of [...filterNames, ...wanted.map(([name]) => name)]) query.delete(name);
  for (const [name, value] of wanted) query.append(name, value);
  return query.toString();
}

/** The page's query after the portal chose a theme or a language. */
export function withDisplay(search: string, { theme, lang }: PortalMessage & { type: "display" }): string {
  const query = new URLSearchParams(search);
  if (theme) query.set("theme", theme);
  if (lang) query.set("lang", lang);
  return query.toString();
}

/** Where the viewer is, as the portal may keep it: without what the portal itself decides. */
export function placeOf(path: string, search: string): { view: string; query: string } {
  const query = new URLSearchParams(search);
  for (const name of portalNames) query.delete(name);
  return { view: path === "/" ? "board" : path.slice(1), query: query.toString() };
}
