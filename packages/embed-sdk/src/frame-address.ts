import type { EmbedOptions, Filters } from "./options.ts";
import type { DisplayOptions } from "./protocol.ts";
import { knownValues } from "./values.ts";

const views = ["board", "agents", "archive", "wall"];
/** The page's parameter for each. */
const parameters: Readonly<Record<keyof Filters, string>> = {
  search: "q",
  states: "state",
  attention: "attention",
  agents: "agent",
  agentStates: "agentStatus",
  applications: "app",
  sort: "sort",
  group: "group",
  layout: "layout",
  density: "density",
  columns: "columns",
};

/**
 * The frame's first address. Display options and filters are in the query for a correct first paint; the token never is.
 * @throws TypeError if an option is invalid; it lists the valid values.
 */
export function frameAddress(options: EmbedOptions): URL {
  const { url, view = "board", filters = {}, theme, lang, timeZone: tz, chrome } = options;
  const address = addressOf(url, checkedView(view));
  const query = new URLSearchParams(filtersQuery(filters));
  for (const [name, value] of query) address.searchParams.append(name, value);
  checkDisplay(options);
  for (const [name, value] of Object.entries({ theme, lang, tz, chrome }))
    if (value) address.searchParams.set(name, value);
  return address;
}

/** Of a view, below the board's `url`: absolute, or a path of the portal's own origin. */
export function addressOf(url: string, view: string): URL {
  const page = typeof location === "undefined" ? undefined : location.href;
  const address = URL.canParse(url, page) ? new URL(url, page) : null;
  if (!address || !/^https?:$/.test(address.protocol))
    throw new TypeError(`embed: url ${JSON.stringify(url)} is not an http(s) URL`);
  const base = address.pathname.replace(/\/$/, "");
  address.pathname = view === "board" ? `${base}/` : `${base}/${view}`;
  return address;
}

export function checkedView(view: string): string {
  if (views.includes(view) || /^campaigns\/\d+\/\d+$/.test(view)) return view;
  return refuse("view", view, [...views, "campaigns/SDKAPPID/CAMPAIGNID"]);
}

export function checkDisplay({ theme, lang, timeZone, chrome }: DisplayOptions): void {
  for (const [name, value] of Object.entries({ theme, lang, chrome })) if (value) checkValue(name, value);
  try {
    Intl.DateTimeFormat("en", { timeZone });
  } catch {
    refuse("timeZone", String(timeZone), ["IANA names, such as Asia/Shanghai"]);
  }
}

/** Filters as a query string of the page's own URL. */
export function filtersQuery(filters: Filters | string): string {
  const query = new URLSearchParams(typeof filters === "string" ? filters : queryOf(filters));
  for (const [name, value] of query) checkValue(name, value);
  return query.toString();
}

function queryOf(filters: Filters): URLSearchParams {
  for (const field of Object.keys(filters))
    if (!Object.hasOwn(parameters, field)) refuse("filter", field, Object.keys(parameters));
  const query = new URLSearchParams();
  for (const [field, name] of Object.entries(parameters)) {
    const value = filters[field as keyof Filters] ?? "";
    const parts = typeof value === "boolean" ? [value ? "1" : ""] : [value].flat();
    // Accounts may hold commas.
    for (const text of name === "agent" ? parts : [parts.join()]) if (text) query.append(name, String(text));
  }
  return query;
}

/** Parameters without a list of values, such as `q` and those of later versions, may say anything. */
function checkValue(name: string, value: string): void {
  const known: readonly string[] = Object.entries(knownValues).find(([own]) => own === name)?.[1] ?? [];
  if (name === "app" && !/^[1-9]\d*(,[1-9]\d*)*$/.test(value)) refuse(name, value, ["SdkAppIds"]);
  if (known.length === 0 || value === "" || (name === "attention" && value === "1")) return;
  const parts = name === "sort" ? [value.replace(/^-/, "")] : value.split(",");
  for (const part of parts) if (!known.includes(part)) refuse(name, part, known);
}

function refuse(name: string, value: string, valid: readonly string[]): never {
  throw new TypeError(`embed: unknown ${name} ${JSON.stringify(value)}; valid: ${valid.join(", ")}`);
}
