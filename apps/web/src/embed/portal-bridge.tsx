import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { boardKey, contactRecord } from "../features/board/api/board-query.ts";
import { sessionQuery } from "../features/session/api/session-query.ts";
import type { BoardState } from "../lib/board.ts";
import { RequestError } from "../lib/http.ts";
import { contactOf } from "../lib/polling.ts";
import { createAttentionWatch } from "./attention-watch.ts";
import type { Embedding } from "./embedding.ts";
import { placeOf, withDisplay, withFilters } from "./portal-orders.ts";
import { watchContentHeight } from "./report-height.ts";

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
