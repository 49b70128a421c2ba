import type { Campaign } from "@cruiseboard/contract";
import type { PageMessage, PortalMessage } from "@cruiseboard/embed-sdk/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { boardQuery, type ContactRecord, contactOf, contactQuery } from "../api/board.ts";
import { hasStatus } from "../api/http.ts";
import { sessionQuery } from "../api/session.ts";
import { keyOf, listOf, nameOf } from "../domain/campaign-key.ts";
import type { Embedding } from "./embedding.ts";

/** Obeys the portal. */
export function useCommands({ link }: Embedding): void {
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
}

function replaceQuery(query: string): void {
  navigate(location.pathname + (query && `?${query}`), { replace: true });
}

const errorMessages = {
  refused: "The board was given no token that it accepts",
  outOfTouch: "The board cannot reach its server",
} as const;

/** Tells the portal what happens. */
export function useReports({ link: { send } }: Embedding): void {
  const [path] = useLocation();
  const { view, query } = placeOf(path, useSearch());
  useEffect(() => send({ type: "navigate", view, query }), [send, view, query]);

  const client = useQueryClient();
  const { data: board } = useQuery({ ...boardQuery(client), enabled: false });
  const [watch] = useState(createAttentionWatch);
  const loaded = board !== undefined;
  useEffect(() => {
    if (loaded) send({ type: "ready" });
  }, [send, loaded]);
  useEffect(() => {
    const message = board && watch(listOf(board.campaigns));
    if (message) send(message);
  }, [send, watch, board]);

  // The session may be refused before the board is polled.
  const { error: sessionError } = useQuery({ ...sessionQuery, enabled: false });
  const { data: lostBy } = useQuery({ ...contactQuery, select: errorOfLost });
  const refused = hasStatus(sessionError, 401) || hasStatus(lostBy, 401);
  const code = refused ? "refused" : lostBy ? "outOfTouch" : null;
  useEffect(() => {
    if (code) send({ type: "error", code, message: errorMessages[code] });
  }, [send, code]);
}

function errorOfLost(record: ContactRecord): Error | null {
  return contactOf(record) === "lost" ? record.error : null;
}

/** The wallboard fills its frame; all other pages report their height. */
export function useHeight({ link: { send }, keeper, maxHeight: current }: Embedding): void {
  const [path] = useLocation();
  // It changes when the portal connects, which starts the keeper.
  const maxHeight = useSyncExternalStore(keeper.subscribe, current);
  useEffect(() => {
    document.documentElement.dataset["embedded"] = maxHeight === null ? "fixed" : "auto";
    if (maxHeight === null) return undefined;
    const content = document.getElementById("root");
    if (path === "/wall" || content === null) return send({ type: "height", height: null });
    return watchHeight(content, maxHeight, (height) => send({ type: "height", height }));
  }, [send, maxHeight, path]);
}

/** Room for a dialog, however short the board. */
const minHeight = 420;

/**
 * Measures the content, not the document, which never shrinks below the frame. A long board scrolls in its frame at
 * `maxHeight`.
 */
function watchHeight(content: Element, maxHeight: number, onHeight: (height: number) => void): () => void {
  let reported = 0;
  const observer = new ResizeObserver(() => {
    const natural = Math.ceil(content.getBoundingClientRect().height);
    const height = Math.min(Math.max(natural, minHeight), maxHeight);
    if (height === reported) return;
    reported = height;
    onHeight(height);
  });
  observer.observe(content);
  return () => observer.disconnect();
}

const filterNames = ["q", "state", "attention", "agent", "app"] as const;
const portalNames = ["theme", "lang", "tz"] as const;
const viewNames = new Set<string>([...filterNames, "sort", "group", "layout", "density", "columns"]);

/** Replaces all filters; other parameters of the view change only if given. */
export function withFilters(search: string, filters: string): string {
  const query = new URLSearchParams(search);
  const wanted = [...new URLSearchParams(filters)].filter(([name]) => viewNames.has(name));
  for (const name of [...filterNames, ...wanted.map(([name]) => name)]) query.delete(name);
  for (const [name, value] of wanted) query.append(name, value);
  return query.toString();
}

export function withDisplay(search: string, { theme, lang }: PortalMessage & { type: "display" }): string {
  const query = new URLSearchParams(search);
  if (theme) query.set("theme", theme);
  if (lang) query.set("lang", lang);
  return query.toString();
}

export function placeOf(path: string, search: string): { view: string; query: string } {
  const query = new URLSearchParams(search);
  for (const name of portalNames) query.delete(name);
  return { view: path === "/" ? "board" : path.slice(1), query: query.toString() };
}

type AttentionMessage = PageMessage & { type: "attention" };

export function createAttentionWatch() {
  let known: ReadonlySet<string> | null = null;
  return (campaigns: Iterable<Campaign>): AttentionMessage | null => {
    const inNeed = [...campaigns].filter(({ attention }) => attention.length > 0);
    const present = new Set(inNeed.flatMap(reasonsOf));
    const before = known;
    known = present;
    if (before !== null && before.size === present.size && [...present].every((reason) => before.has(reason)))
      return null;
    const isNew = (campaign: Campaign) => reasonsOf(campaign).some((reason) => !before?.has(reason));
    // Nothing is new when the page is opened.
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
