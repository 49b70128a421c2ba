import type { Campaign } from "@cruiseboard/contract";
import { agentRows, sortAgents } from "../../domain/agent-portfolio.ts";
import { compareUrgency, isUrgent } from "../../domain/attention.ts";
import type { SavedView } from "../../domain/saved-views.ts";
import { parseView, type ViewState } from "../../domain/view-state.ts";

const kinds = ["all", "attention", "agents"] as const;

export interface WallView {
  readonly kind: (typeof kinds)[number];
  /** Of a saved view; null: one of the wall's own, which filters as the URL says. */
  readonly name: string | null;
  readonly view: ViewState;
}

/** `views=attention,team-a`: the wall's own views and saved ones, whose spaces may be written as hyphens. */
export function parseWallViews(search: string, saved: readonly SavedView[]) {
  const own = parseView(search);
  const views: WallView[] = [];
  const unknown: string[] = [];
  const wanted = (new URLSearchParams(search).get("views") ?? "").split(",").map((name) => name.trim());
  for (const name of wanted.filter(Boolean)) {
    const kind = kinds.find((each) => each === name);
    const found = saved.find((each) => each.name === name || slug(each.name) === slug(name));
    if (kind) views.push({ kind, name: null, view: own });
    else if (found) views.push({ kind: "all", name: found.name, view: parseView(found.query) });
    else unknown.push(name);
  }
  if (views.length === 0) views.push({ kind: "all", name: null, view: own });
  return { views, unknown };
}

const slug = (name: string): string => name.toLowerCase().replace(/\s+/g, "-");

const cardsAside = 3;
const cardsAlone = 6;
const rows = 6;
/** An upright screen has room for more, the fewer cards are above: none, one, two, three. */
const uprightRows = [10, 9, 7, 6];

/** A view's pages. With all campaigns, what needs attention is aside; what has no room there comes first on the pages. */
export function planWall(kind: WallView["kind"], campaigns: readonly Campaign[], upright: boolean) {
  const flagged = campaigns.filter(({ attention }) => attention.length > 0).toSorted(compareUrgency);
  const aside = kind === "all" ? flagged.slice(0, cardsAside) : [];
  const size =
    kind === "attention" ? cardsAlone : ((upright ? uprightRows[aside.length] : undefined) ?? rows);
  const rest = campaigns.filter(({ attention }) => attention.length === 0);
  const agents = kind === "agents" ? sortAgents(agentRows(campaigns), worstFirst, "en") : [];
  const listed = { all: [...flagged.slice(aside.length), ...rest], attention: flagged, agents: [] }[kind];
  const count = Math.max(1, Math.ceil(Math.max(listed.length, agents.length) / size));
  const pages = Array.from({ length: count }, (_, page) => {
    const [from, to] = [page * size, (page + 1) * size];
    return { campaigns: listed.slice(from, to), agents: agents.slice(from, to) };
  });
  const urgent = flagged.filter(({ attention }) => attention.some(({ kind }) => isUrgent(kind))).length;
  return { flagged: flagged.length, urgent, aside, size, pages };
}

export type WallPlan = ReturnType<typeof planWall>;

const worstFirst = { sort: "attention", descending: false } as const;

export interface WallPlace {
  readonly view: number;
  /** May be beyond the view's last page. */
  readonly page: number;
}

export function turned(
  { view, page }: WallPlace,
  by: 1 | -1,
  { views, pages }: { readonly views: number; readonly pages: number },
): WallPlace {
  const next = page + by;
  if (next >= 0 && next < pages) return { view, page: next };
  return { view: (view + by + views) % views, page: by > 0 ? 0 : Infinity };
}

const turnSeconds = { usual: 15, min: 5, max: 600 } as const;

export function parseTurn(search: string): number {
  const given = Number(new URLSearchParams(search).get("turn") ?? Number.NaN);
  const { usual, min, max } = turnSeconds;
  return Number.isFinite(given) ? Math.min(max, Math.max(min, given)) : usual;
}
