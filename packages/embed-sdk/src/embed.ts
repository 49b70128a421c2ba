import { type Browser, browser } from "./browser.ts";
import { addressOf, checkDisplay, checkedView, filtersQuery, frameAddress } from "./frame-address.ts";
import type {
  AttentionReport,
  EmbedError,
  EmbedErrorCode,
  EmbedHandle,
  EmbedOptions,
  View,
} from "./options.ts";
import * as protocol from "./protocol.ts";

type Fields = Readonly<Record<string, unknown>>;

const pageOrigin = typeof location === "undefined" ? "this origin" : location.origin;
const connectTimeoutMs = 20_000;
/** Pixels, until the page has reported the height of its content. */
const initialHeight = 480;
const defaultMaxHeight = 2400;

/**
 * Shows a board in the container and supplies it with tokens.
 *
 * @example
 * const board = embed({ container: "#board", url: "https://board.example.com", getToken });
 * board.setTheme("dark");
 * @throws TypeError if the container does not exist or an option is invalid, as the setters do. Later errors go to `onError`.
 */
export function embed(options: EmbedOptions, { createFrame, listen, after }: Browser = browser): EmbedHandle {
  const { getToken, onHeight, maxHeight = defaultMaxHeight } = options;
  const address = frameAddress(options);
  const frame = createFrame(options.container, address.href, options.title ?? "Cruiseboard");
  const nextToken = getToken && createTokenSource(getToken);
  const terms = { tokens: nextToken !== undefined, maxHeight: onHeight ? maxHeight : null };
  const queued: protocol.PortalMessage[] = [];
  let connected = false;
  let destroyed = false;
  let shownView: unknown;
  let lastError: EmbedErrorCode | null = null;
  if (onHeight) frame.setHeight(initialHeight);

  const post = (message: protocol.PortalMessage) => {
    if (!destroyed) frame.post(protocol.tagged(message), address.origin);
  };
  const postOnceConnected = (message: protocol.PortalMessage) => {
    if (connected) post(message);
    else queued.push(message);
  };
  const setDisplay = (display: protocol.DisplayOptions) => {
    checkDisplay(display);
    postOnceConnected({ type: "display", ...display });
  };
  const fail = (error: EmbedError) => {
    if (destroyed) return;
    lastError = error.code;
    options.onError?.(error);
  };
  const recover = (...codes: readonly EmbedErrorCode[]) => {
    if (destroyed || lastError === null || !codes.includes(lastError)) return;
    lastError = null;
    options.onRecovered?.();
  };

  async function postToken(id: number): Promise<void> {
    try {
      if (!nextToken) return;
      post({ type: "token", id, token: await nextToken() });
      recover("noToken");
    } catch (cause) {
      post({ type: "noToken", id });
      fail({ code: "noToken", message: "getToken failed", cause });
    }
  }

  /** The handlers check the fields: the page may be of another version. */
  const handlers: Readonly<Record<protocol.PageMessage["type"], (message: Fields) => void>> = {
    // Sent again when the page was reloaded.
    hello({ versions: offered }) {
      const version = protocol.commonVersion(offered);
      if (version === null) {
        const message = `The board supports protocol versions ${String(offered)}, this script ${String(protocol.versions)}`;
        return fail({ code: "version", message });
      }
      connected = true;
      recover("noAnswer");
      post({ type: "connect", version, terms });
      for (const message of queued.splice(0)) post(message);
    },
    tokenWanted: ({ id }) => void postToken(Number(id)),
    ready: () => options.onReady?.(),
    height({ height }) {
      if (!onHeight) return;
      const pixels = typeof height === "number" && height > 0 ? Math.min(Math.ceil(height), maxHeight) : null;
      frame.setHeight(pixels);
      if (pixels !== null) onHeight(pixels);
    },
    navigate({ view, query }) {
      // The portal keeps its scroll position, which was for the previous view.
      if (onHeight && shownView !== undefined && shownView !== view) frame.scrollToTop();
      shownView = view;
      const url = addressOf(options.url, String(view));
      url.search = String(query);
      options.onNavigate?.({ view: String(view) as View, query: String(query), url: url.href });
    },
    attention({ count, total = count, newly }) {
      const campaigns = Array.isArray(newly) ? (newly as AttentionReport["newly"]) : [];
      options.onAttention?.({ count: Number(count), total: Number(total), newly: campaigns });
    },
    recovered: () => recover("refused", "outOfTouch"),
    error: ({ code, message }) => fail({ code: code as EmbedErrorCode, message: String(message) }),
  };

  const cancelTimeout = after(connectTimeoutMs, () =>
    fail({
      code: "noAnswer",
      message: `${options.url} is unreachable, or does not allow ${pageOrigin} to frame it`,
    }),
  );
  const stopListening = listen(({ data, origin, source }) => {
    // Trusts only the board's page in this frame.
    if (origin !== address.origin || !frame.isSource(source)) return;
    cancelTimeout();
    const message = protocol.readMessage(data);
    const type = String(message?.["type"]);
    if (message !== null && Object.hasOwn(handlers, type))
      handlers[type as protocol.PageMessage["type"]](message);
  });

  return {
    setView: (view, filters) =>
      postOnceConnected({
        type: "view",
        view: checkedView(view),
        ...(filters !== undefined && { query: filtersQuery(filters) }),
      }),
    setFilters: (filters) => postOnceConnected({ type: "filters", query: filtersQuery(filters) }),
    setTheme: (theme) => setDisplay({ theme }),
    setLang: (lang) => setDisplay({ lang }),
    setTimeZone: (timeZone) => setDisplay({ timeZone }),
    setChrome: (chrome) => setDisplay({ chrome }),
    refresh: () => postOnceConnected({ type: "refresh" }),
    destroy() {
      destroyed = true;
      cancelTimeout();
      stopListening();
      frame.remove();
    },
  };
}

/**
 * Fetches the first token at once, while the frame loads. Later calls share a fetch that is in flight.
 * @returns a function that rejects if `getToken` throws, or does not return a non-empty string.
 */
export function createTokenSource(getToken: () => string | Promise<string>): () => Promise<string> {
  let inFlight = false;
  let used = false;
  const fetchToken = async () => {
    inFlight = true;
    try {
      const token: unknown = await getToken();
      if (typeof token === "string" && token !== "") return token;
      throw new TypeError("embed: getToken answered no token");
    } finally {
      inFlight = false;
    }
  };
  let token = fetchToken();
  // Avoids an unhandled rejection before the first use.
  token.catch(() => {});
  return () => {
    if (used && !inFlight) token = fetchToken();
    used = true;
    return token;
  };
}
