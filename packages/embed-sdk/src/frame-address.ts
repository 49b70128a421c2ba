import type { EmbedOptions, Filters } from "./options.ts";

/**
 * Where the frame starts. Look and filters stand in the query, so that the first paint is right; a token never does.
 * @throws TypeError when `url` is no absolute http or https address, or `view` none of the views.
 */
export function frameAddress({
  url,
  view = "board",
  filters = {},
  theme,
  lang,
  timeZone,
}: EmbedOptions): URL {
  const address = new URL(url);
  if (!/^https?:$/.test(address.protocol)) throw new TypeError(`embed: ${url} is no http address`);
  address.pathname = pathOf(view);
  for (const [name, value] of new URLSearchParams(filtersQuery(filters)))
    address.searchParams.append(name, value);
  for (const [name, value] of Object.entries({ theme, lang, tz: timeZone }))
    if (value) address.searchParams.set(name, value);
  return address;
}

function pathOf(view: string): string {
  if (view === "board") return "/";
  if (view === "wall" || /^campaigns\/\d+\/\d+$/.test(view)) return `/${view}`;
  throw new TypeError(`embed: there is no view ${view}`);
}

/** Filters as they stand in the page's own URL. */
export function filtersQuery(filters: Filters | string): string {
  if (typeof filters === "string") return filters.replace(/^\?/, "");
  const { search, states = [], attention = false, agents = [], applications = [], sort, group } = filters;
  const query = new URLSearchParams();
  const set = (name: string, value: string | undefined) => value && query.set(name, value);
  set("q", search);
  set("state", states.join());
  set("attention", typeof attention === "boolean" ? (attention ? "1" : "") : attention.join());
  for (const agent of agents) query.append("agent", agent);
  set("app", applications.join());
  set("sort", sort);
  set("group", group);
  return query.toString();
}
