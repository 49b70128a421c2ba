import type { EmbedOptions, Filters } from "./options.ts";

/**
 * The frame's first address. Display options and filters are in the query for a correct first paint; the token never is.
 * @throws TypeError if `url` is not an absolute http(s) URL, or `view` is unknown.
 */
export function frameAddress(options: EmbedOptions): URL {
  const { url, view = "board", filters = {}, theme, lang, timeZone } = options;
  const address = new URL(url);
  if (!/^https?:$/.test(address.protocol)) throw new TypeError(`embed: ${url} is not an http(s) URL`);
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
  throw new TypeError(`embed: unknown view ${view}`);
}

/** Filters as a query string of the page's own URL. */
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
