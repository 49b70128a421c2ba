import type { Campaign } from "@cruiseboard/contract";
import type { PageMessage, PortalMessage } from "@cruiseboard/embed-sdk/protocol";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import { boardQuery, contactOf, contactQuery } from "../api/board.ts";
import { hasStatus } from "../api/http.ts";
import { sessionQuery } from "../api/session.ts";
import { BlankSlate } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { inBase, replaceQuery } from "../domain/address.ts";
import { campaignFilter } from "../domain/arrange.ts";
import { keyOf, listOf, nameOf, toKey } from "../domain/campaign-key.ts";
import { parseView } from "../domain/view-state.ts";
import { useDisplay } from "../i18n/display.tsx";
import { type Embedding, startEmbedding } from "./embedding.ts";

export type PortalFrame = (props: { readonly children: ReactNode }) => ReactNode;

export function startEmbed(client: QueryClient): PortalFrame {
  document.documentElement.dataset["embedded"] = "fixed";
  const embedding = startEmbedding(client);
  return (props) => <PortalGate {...props} embedding={embedding} />;
}

/** The page says that it waits for the portal after this time. */
const silenceMs = 4000;

/** Shows the board while portal and page connect. A board that was shown once stays, with its faults in a banner. */
function PortalGate({ embedding, children }: { embedding: Embedding; children: ReactNode }) {
  const { keeper } = embedding;
  useCommands(embedding);
  useReports(embedding);
  useHeight(embedding);
  const { t } = useDisplay();
  const access = useSyncExternalStore(keeper.subscribe, keeper.access);
  const isAllowed = access === "held" || access === "open";
  const [wasAllowed, setWasAllowed] = useState(isAllowed);
  if (isAllowed && !wasAllowed) setWasAllowed(true);
  const [isSilent, setSilent] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSilent(true), silenceMs);
    return () => clearTimeout(timer);
  }, []);
  if (isAllowed || wasAllowed || (access === "waiting" && !isSilent)) return children;
  const refused = access === "refused";
  return (
    <main>
      <BlankSlate
        wholePage
        title={t(refused ? "embed.refusedTitle" : "embed.waitingTitle")}
        hint={t(refused ? "embed.refusedHint" : "embed.waitingHint")}
      >
        {refused && <Button onClick={keeper.wake}>{t("contact.tryNow")}</Button>}
      </BlankSlate>
    </main>
  );
}

/** Obeys the portal. */
export function useCommands({ link }: Embedding): void {
  const client = useQueryClient();
  useEffect(
    () =>
      link.listen((message) => {
        if (message.type === "filters") replaceQuery(withFilters(location.search, message.query));
        if (message.type === "view") showView(message);
        if (message.type === "display") replaceQuery(withDisplay(location.search, message));
        if (message.type === "refresh")
          void client.refetchQueries({ type: "active" }, { cancelRefetch: false });
      }),
    [link, client],
  );
}

function showView({ view, query }: PortalMessage & { type: "view" }): void {
  const search = query === undefined ? location.search.slice(1) : withFilters(location.search, query);
  replaceQuery(search, inBase(view === "board" ? "/" : `/${view}`));
}

const errorMessages = {
  refused: "The board was given no token that it accepts",
  outOfTouch: "The board cannot reach its server",
} as const;

/** Tells the portal what happens. */
export function useReports({ link: { send } }: Embedding): void {
  const [path] = useLocation();
  const search = useSearch();
  const { view, query } = placeOf(path, search);
  useEffect(() => send({ type: "navigate", view, query }), [send, view, query]);

  const client = useQueryClient();
  const { data: board } = useQuery({ ...boardQuery(client), enabled: false });
  const [watch] = useState(createAttentionWatch);
  const loaded = board !== undefined;
  useEffect(() => {
    if (loaded) send({ type: "ready" });
  }, [send, loaded]);
  useEffect(() => {
    const message = board && watch(listOf(board.campaigns), campaignFilter(parseView(search)));
    if (message) send(message);
  }, [send, watch, board, search]);

  // The session may be refused before the board is polled.
  const { error: sessionError, refetch } = useQuery({ ...sessionQuery, enabled: false });
  const { data: contact } = useQuery({
    ...contactQuery,
    select: (record) => ({ state: contactOf(record), error: record.error }),
  });
  const isLive = contact?.state === "live";
  const lostBy = contact?.state === "lost" ? contact.error : null;
  const refusal = [lostBy, isLive ? null : sessionError].find((error) => hasStatus(error, 401));
  const code = refusal ? "refused" : lostBy ? "outOfTouch" : null;
  const reason = hasStatus(refusal, 401) && refusal.detail !== null ? `: ${refusal.detail}` : "";
  const wasTold = useRef(false);
  useEffect(() => {
    if (code) send({ type: "error", code, message: errorMessages[code] + reason });
    else if (wasTold.current && isLive) send({ type: "recovered" });
    else return;
    wasTold.current = code !== null;
  }, [send, code, reason, isLive]);
  // A session that was refused is not fetched again by itself.
  const sessionIsBehind = isLive && hasStatus(sessionError, 401);
  useEffect(() => {
    if (sessionIsBehind) void refetch();
  }, [sessionIsBehind, refetch]);
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
const portalNames = ["theme", "lang", "tz", "chrome"] as const;
const viewNames = new Set<string>([...filterNames, "sort", "group", "layout", "density", "columns"]);

/** Replaces all filters; other parameters of the view change only if given. */
export function withFilters(search: string, filters: string): string {
  const query = new URLSearchParams(search);
  const wanted = [...new URLSearchParams(filters)].filter(([name]) => viewNames.has(name));
  for (const name of [...filterNames, ...wanted.map(([name]) => name)]) query.delete(name);
  for (const [name, value] of wanted) query.append(name, value);
  return query.toString();
}

export function withDisplay(search: string, message: PortalMessage & { type: "display" }): string {
  const { theme, lang, timeZone: tz, chrome } = message;
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ theme, lang, tz, chrome })) if (value) query.set(name, value);
  return query.toString();
}

export function placeOf(path: string, search: string): { view: string; query: string } {
  const query = new URLSearchParams(search);
  for (const name of portalNames) query.delete(name);
  return { view: path === "/" ? "board" : path.slice(1), query: query.toString() };
}

type AttentionMessage = PageMessage & { type: "attention" };

export function createAttentionWatch() {
  let known: readonly string[] | null = null;
  let knownCount = 0;
  return (
    campaigns: readonly Campaign[],
    isShown: (campaign: Campaign) => boolean,
  ): AttentionMessage | null => {
    const all = campaigns.filter(({ attention }) => attention.length > 0);
    const inNeed = all.filter(isShown);
    const present = all.flatMap(reasonsOf).toSorted();
    const before = known;
    const isSame = inNeed.length === knownCount && before?.join() === present.join();
    [known, knownCount] = [present, inNeed.length];
    if (isSame) return null;
    const old = new Set(before);
    // Nothing is new when the page is opened.
    const newly =
      before === null ? [] : inNeed.filter((one) => reasonsOf(one).some((reason) => !old.has(reason)));
    return { type: "attention", count: inNeed.length, total: all.length, newly: newly.map(describe) };
  };
}

const reasonsOf = (campaign: Campaign): string[] =>
  campaign.attention.map(({ kind, code = kind }) => `${keyOf(campaign)} ${code}`);

function describe(campaign: Campaign): AttentionMessage["newly"][number] {
  const kinds = campaign.attention.map(({ kind }) => kind);
  return { ...toKey(campaign), name: nameOf(campaign), kinds };
}
