import type { Campaign } from "@cruiseboard/contract";
import type { PageMessage, PortalMessage } from "@cruiseboard/embed-sdk/protocol";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import type { BoardState } from "../api/board.ts";
import { boardKey, contactOf, contactRecord } from "../api/board.ts";
import { RequestError } from "../api/http.ts";
import { sessionQuery } from "../api/session.ts";
import { keyOf, nameOf } from "../domain/campaign-key.ts";
import type { Embedding } from "./embedding.ts";

/** Keeps page and portal in step: what the portal wants is done, and what happens here is told. Draws nothing. */
export function PortalBridge({ embedding }: { embedding: Embedding }) {
  useOrders(embedding);
  useReports(embedding);
  useHeight(embedding);
  return null;
}

function useOrders({ link, onOtherViewer }: Embedding): void {
  const client = useQueryClient();
  useEffect(
    () =>
      link.listen((message) => {
        if (message.type === "filters") replaceQuery(withFilters(location.search, message.query));
        if (message.type === "display") replaceQuery(withDisplay(location.search, message));
        if (message.type === "refresh")
          void client.refetchQueries({ type: "active" }, { cancelRefetch: false });
      }),
    [link, client],
  );
  // What one viewer has seen is nothing for another.
  useEffect(() => onOtherViewer(() => void client.resetQueries()), [client, onOtherViewer]);
}

/** The URL is where view and look stand; whatever shows them follows. */
function replaceQuery(query: string): void {
  navigate(location.pathname + (query && `?${query}`), { replace: true });
}

function useReports({ link: { tell } }: Embedding): void {
  const [path] = useLocation();
  const search = useSearch();
  const place = placeOf(path, search);
  useEffect(
    () => tell({ type: "navigate", view: place.view, query: place.query }),
    [tell, place.view, place.query],
  );

  const board = useBoardData();
  const [watch] = useState(createAttentionWatch);
  const loaded = board !== undefined;
  useEffect(() => {
    if (loaded) tell({ type: "ready" });
  }, [tell, loaded]);
  useEffect(() => {
    const message = board && watch(board.campaigns.values());
    if (message) tell(message);
  }, [tell, watch, board]);

  const trouble = useTrouble();
  useEffect(() => {
    if (trouble === "refused")
      tell({ type: "error", code: trouble, message: "The board was given no token that it accepts" });
    if (trouble === "outOfTouch")
      tell({ type: "error", code: trouble, message: "The board cannot reach its server" });
  }, [tell, trouble]);
}

/** The board as it is polled elsewhere; undefined: there is none yet. */
function useBoardData(): BoardState | undefined {
  const client = useQueryClient();
  return useQueryCache(client, () => client.getQueryData<BoardState>(boardKey));
}

function useTrouble(): "refused" | "outOfTouch" | null {
  const client = useQueryClient();
  return useQueryCache(client, () => {
    // Whichever is refused first: then the board is not shown, and its own query is given up.
    if (isRefusal(client.getQueryState(sessionQuery.queryKey)?.error)) return "refused";
    const record = contactRecord(client);
    if (contactOf(record) !== "lost") return null;
    return isRefusal(record.error) ? "refused" : "outOfTouch";
  });
}

function isRefusal(error: unknown): boolean {
  return error instanceof RequestError && error.status === 401;
}

function useQueryCache<Value>(client: QueryClient, read: () => Value): Value {
  const [subscribe] = useState(() => (listener: () => void) => client.getQueryCache().subscribe(listener));
  return useSyncExternalStore(subscribe, read);
}

/** The wallboard fills whatever frame it is given; everything else has a height of its own. */
function useHeight({ link: { tell }, terms }: Embedding): void {
  const [path] = useLocation();
  const { maxHeight } = useSyncExternalStore(terms.subscribe, terms.get);
  useEffect(() => {
    document.documentElement.dataset["embedded"] = maxHeight === null ? "fixed" : "auto";
    if (maxHeight === null) return undefined;
    const content = document.getElementById("root");
    if (path === "/wall" || content === null) return tell({ type: "height", height: null });
    return watchContentHeight({
      content,
      most: maxHeight,
      onHeight: (height) => tell({ type: "height", height }),
    });
  }, [tell, maxHeight, path]);
}

/** A dialog needs so much room, however short the board, in pixels. */
const least = 420;

interface ContentHeightOptions {
  readonly content: Element;
  /** The highest that the portal allows, in pixels. */
  readonly most: number;
  readonly onHeight: (height: number) => void;
}

/**
 * Tells how high the content is, at once and whenever it grows or shrinks. The content's own height is measured, not
 * the document's, which is never less than the frame's and so would never shrink. Beyond `most` nothing more is told:
 * a board of thousands scrolls in its frame, and only the rows in sight exist. Answers a function that stops.
 */
function watchContentHeight({ content, most, onHeight }: ContentHeightOptions): () => void {
  let told = 0;
  const observer = new ResizeObserver(() => {
    const natural = Math.ceil(content.getBoundingClientRect().height);
    const height = Math.min(Math.max(natural, least), most);
    if (height === told) return;
    told = height;
    onHeight(height);
  });
  observer.observe(content);
  return () => observer.disconnect();
}

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

type AttentionMessage = PageMessage & { type: "attention" };

/** Looks at the board again and again; answers what to tell the portal, null: nothing has changed. */
type AttentionWatch = (campaigns: Iterable<Campaign>) => AttentionMessage | null;

export function createAttentionWatch(): AttentionWatch {
  let known: ReadonlySet<string> | null = null;
  return (campaigns) => {
    const inNeed = [...campaigns].filter(({ attention }) => attention.length > 0);
    const present = new Set(inNeed.flatMap(reasonsOf));
    const before = known;
    known = present;
    if (before !== null && before.size === present.size && [...present].every((reason) => before.has(reason)))
      return null;
    const isNew = (campaign: Campaign) => reasonsOf(campaign).some((reason) => !before?.has(reason));
    // What was so already when the page was opened is nothing new.
    const newly = before === null ? [] : inNeed.filter(isNew);
    return { type: "attention", count: inNeed.length, newly: newly.map(describe) };
  };
}

function reasonsOf(campaign: Campaign): string[] {
  return campaign.attention.map(({ kind, code = kind }) => `${keyOf(campaign)} ${code}`);
}

function describe(campaign: Campaign): AttentionMessage["newly"][number] {
  const { sdkAppId, campaignId, attention } = campaign;
  return { sdkAppId, campaignId, name: nameOf(campaign), kinds: attention.map(({ kind }) => kind) };
}
