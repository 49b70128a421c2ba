import type { Embed } from "@cruiseboard/contract";
import type { Terms } from "@cruiseboard/embed-sdk/protocol";
import type { QueryClient } from "@tanstack/react-query";
import { authorizeWith, request } from "../api/http.ts";
import { time } from "../i18n/time.ts";
import { createPortalLink, type PortalLink } from "./portal-link.ts";
import { createTokenKeeper } from "./token-keeper.ts";

export type Embedding = ReturnType<typeof startEmbedding>;

export function startEmbedding(client: QueryClient) {
  let maxHeight: Terms["maxHeight"] = null;
  const link = createPortalLink({
    parent: window.parent,
    onMessage: (receive) => window.addEventListener("message", receive),
    parentOrigins: fetchParentOrigins(),
    onConnect(terms) {
      maxHeight = terms.maxHeight;
      keeper.start(terms.tokens);
    },
  });
  const keeper = createTokenKeeper({
    fetchToken: createTokenCall(link, after),
    now: () => performance.timeOrigin + time.elapsed(),
    after,
    random: Math.random,
    isOnline: () => navigator.onLine,
    // One viewer's data must not be shown to another.
    onOtherViewer: () => void client.resetQueries(),
  });
  authorizeWith(keeper);
  const wakeIfVisible = () => {
    if (document.visibilityState === "visible") keeper.wake();
  };
  document.addEventListener("visibilitychange", wakeIfVisible);
  window.addEventListener("pageshow", wakeIfVisible);
  window.addEventListener("online", keeper.wake);
  return { link, keeper, maxHeight: () => maxHeight };
}

const retryMs = 3000;

/** Until it succeeds, no origin is trusted. */
async function fetchParentOrigins(): Promise<readonly string[]> {
  try {
    const { parentOrigins } = (await request("/api/v1/embed", { anonymous: true })) as Embed;
    if (Array.isArray(parentOrigins)) return parentOrigins;
  } catch {
    // Tried again below.
  }
  await new Promise((resolve) => setTimeout(resolve, retryMs));
  return fetchParentOrigins();
}

type After = (milliseconds: number, run: () => void) => () => void;

function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

const tokenTimeoutMs = 20_000;

export function createTokenCall({ send, listen }: Pick<PortalLink, "send" | "listen">, after: After) {
  let lastId = 0;
  return () =>
    new Promise<string>((resolve, reject) => {
      lastId += 1;
      const id = lastId;
      const cancel = after(tokenTimeoutMs, () => {
        stop();
        reject(new Error("The portal does not answer"));
      });
      const stop = listen((message) => {
        if ((message.type !== "token" && message.type !== "noToken") || message.id !== id) return;
        cancel();
        stop();
        if (message.type === "token") resolve(message.token);
        else reject(new Error("The portal has no token"));
      });
      send({ type: "tokenWanted", id });
    });
}
