import {
  commonVersion,
  type PageMessage,
  type PortalMessage,
  readMessage,
  type Terms,
  tagged,
  versions,
} from "@cruiseboard/embed-sdk/protocol";

export type PortalLink = ReturnType<typeof createPortalLink>;

export interface PortalLinkDependencies {
  readonly parent: { readonly postMessage: (message: unknown, origin: string) => void };
  readonly onMessage: (receive: (event: Pick<MessageEvent, "data" | "origin" | "source">) => void) => void;
  /** Exact origins that may send messages to the page. */
  readonly parentOrigins: Promise<readonly string[]>;
  readonly onConnect: (terms: Terms) => void;
}

/** Posts `hello`, then accepts only the parent window from an allowed origin and posts to that origin only. */
export function createPortalLink({ parent, onMessage, parentOrigins, onConnect }: PortalLinkDependencies) {
  let portal: string | null = null;
  const queued = new Map<PageMessage["type"], PageMessage>();
  const receivers = new Set<(message: PortalMessage) => void>();

  const post = (message: PageMessage, origin: string) => parent.postMessage(tagged(message), origin);

  function accept(message: PortalMessage, origin: string): void {
    if (portal !== null && portal !== origin) return;
    if (message.type !== "connect") {
      if (portal !== null) for (const receive of receivers) receive(message);
      return;
    }
    if (commonVersion([message.version]) === null) return;
    portal = origin;
    onConnect(message.terms);
    for (const each of queued.values()) post(each, origin);
    queued.clear();
  }

  onMessage(({ data, origin, source }) => {
    const message = source === parent ? readPortalMessage(data) : null;
    if (message === null) return;
    void parentOrigins.then((origins) => origins.includes(origin) && accept(message, origin));
  });
  // To any origin: it contains protocol versions only.
  post({ type: "hello", versions }, "*");

  return {
    /** Queued until the portal connects; of each type only the latest. */
    send(message: PageMessage) {
      if (portal === null) queued.set(message.type, message);
      else post(message, portal);
    },
    listen(receive: (message: PortalMessage) => void) {
      receivers.add(receive);
      return () => void receivers.delete(receive);
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Of a query or token. */
const maxLength = 20_000;

function readPortalMessage(data: unknown): PortalMessage | null {
  const fields = readMessage(data);
  if (fields === null) return null;
  const { type, id, token, query, version } = fields;
  switch (type) {
    case "connect": {
      const terms = readTerms(fields["terms"]);
      return terms && isCount(version) ? { type, version, terms } : null;
    }
    case "token":
      return isCount(id) && isText(token) ? { type, id, token } : null;
    case "noToken":
      return isCount(id) ? { type, id } : null;
    case "filters":
      return isText(query) ? { type, query } : null;
    case "display":
      return readDisplay(fields);
    case "refresh":
      return { type };
    default:
      return null;
  }
}

function readTerms(terms: unknown): Terms | null {
  const { tokens, maxHeight } = (terms ?? {}) as Fields;
  if (typeof tokens !== "boolean" || (maxHeight !== null && !isCount(maxHeight))) return null;
  return { tokens, maxHeight };
}

function readDisplay({ theme, lang }: Fields): PortalMessage | null {
  const hasTheme = theme === "light" || theme === "dark" || theme === "system";
  const hasLang = lang === "en" || lang === "zh-CN";
  if ((!hasTheme && theme !== undefined) || (!hasLang && lang !== undefined)) return null;
  return { type: "display", ...(hasTheme && { theme }), ...(hasLang && { lang }) };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= maxLength;
}
