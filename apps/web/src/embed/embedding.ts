import type { Embed } from "@cruiseboard/contract";
import type { Terms } from "@cruiseboard/embed-sdk/protocol";
import { authorizeWith, request } from "../api/http.ts";
import { time } from "../i18n/time.ts";
import { createPortalLink, type PortalLink } from "./portal-link.ts";
import { createTokenKeeper, type TokenKeeper } from "./token-keeper.ts";

/** What makes this page part of a portal. */
export interface Embedding {
  readonly link: PortalLink;
  readonly keeper: TokenKeeper;
  readonly terms: { readonly get: () => Terms; readonly subscribe: (listener: () => void) => () => void };
  /** Answers a function that stops. */
  readonly onOtherViewer: (run: () => void) => () => void;
}

/** Between attempts to learn who may frame the page, in milliseconds. */
const pause = 3000;

/** Says hello to the portal and has every call of the page wait for the portal's token. Once per page. */
export function startEmbedding(): Embedding {
  const terms = createValue<Terms>({ tokens: true, maxHeight: null });
  const others = new Set<() => void>();
  const link = createPortalLink({
    parent: window.parent,
    onMessage: (receive) => window.addEventListener("message", receive),
    parentOrigins: askForParents(),
    onMet(agreed) {
      terms.set(agreed);
      keeper.start(agreed.tokens);
    },
  });
  const keeper = createTokenKeeper({
    ask: createTokenCall(link, after),
    now: () => performance.timeOrigin + time.elapsed(),
    after,
    random: Math.random,
    isOnline: () => navigator.onLine,
    onOtherViewer() {
      for (const run of others) run();
    },
  });
  authorizeWith(keeper);
  wakeWithThePage(keeper);
  return {
    link,
    keeper,
    terms,
    onOtherViewer(run) {
      others.add(run);
      return () => others.delete(run);
    },
  };
}

async function askForParents(): Promise<readonly string[]> {
  try {
    const { parentOrigins } = (await request("/api/v1/embed", { anonymous: true })) as Embed;
    if (Array.isArray(parentOrigins)) return parentOrigins;
  } catch {
    // The server is away for a moment; without this list nobody is trusted.
  }
  await new Promise((resolve) => setTimeout(resolve, pause));
  return askForParents();
}

/** What may mean that time has passed unnoticed, or that the portal can be reached again. */
function wakeWithThePage({ wake }: TokenKeeper): void {
  const wakeIfVisible = () => {
    if (document.visibilityState === "visible") wake();
  };
  document.addEventListener("visibilitychange", wakeIfVisible);
  window.addEventListener("pageshow", wakeIfVisible);
  window.addEventListener("online", wake);
}

function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

function createValue<Value>(initial: Value) {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next: Value) {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A portal whose own backend hangs must not hold the page up for ever, in milliseconds. */
const deadline = 20_000;

type After = (milliseconds: number, run: () => void) => () => void;

/** Makes the call that asks the portal for a token; it rejects when the portal has none or does not answer. */
export function createTokenCall({ tell, listen }: PortalLink, after: After): () => Promise<string> {
  let lastId = 0;
  return () =>
    new Promise((resolve, reject) => {
      lastId += 1;
      const id = lastId;
      const end = () => {
        cancel();
        stop();
      };
      const cancel = after(deadline, () => {
        stop();
        reject(new Error("The portal does not answer"));
      });
      const stop = listen((message) => {
        if ((message.type !== "token" && message.type !== "noToken") || message.id !== id) return;
        end();
        if (message.type === "token") resolve(message.token);
        else reject(new Error("The portal has no token"));
      });
      tell({ type: "tokenWanted", id });
    });
}
