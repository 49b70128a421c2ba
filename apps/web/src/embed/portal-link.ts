import {
  commonVersion,
  type PageMessage,
  type PortalMessage,
  readMessage,
  type Terms,
  tagged,
  versions,
} from "@cruiseboard/embed-sdk/protocol";

/** The page's side of the conversation with the portal's script. */
export interface PortalLink {
  /** Kept until the two have met; of what has changed meanwhile, only the latest. */
  readonly tell: (message: PageMessage) => void;
  readonly listen: (receive: (message: PortalMessage) => void) => () => void;
}

interface PortalWindow {
  readonly postMessage: (message: unknown, origin: string) => void;
}

export interface PortalLinkDependencies {
  /** The window that frames this one. */
  readonly parent: PortalWindow;
  /** Messages to this window; it hears them all, and trusts few. */
  readonly onMessage: (receive: (event: Pick<MessageEvent, "data" | "origin" | "source">) => void) => void;
  /** Exact origins that may speak to the page. */
  readonly parentOrigins: Promise<readonly string[]>;
  /** They have met, for the first time or again. */
  readonly onMet: (terms: Terms) => void;
}

/**
 * Says hello to whoever frames the page, and then heeds the parent window alone, and it only if its origin is on the
 * list. From then on everything goes to that origin and to no other.
 */
export function createPortalLink({
  parent,
  onMessage,
  parentOrigins,
  onMet,
}: PortalLinkDependencies): PortalLink {
  let portal: string | null = null;
  const kept = new Map<PageMessage["type"], PageMessage>();
  const receivers = new Set<(message: PortalMessage) => void>();

  const post = (message: PageMessage, origin: string) => parent.postMessage(tagged(message), origin);

  function meet(origin: string, terms: Terms): void {
    portal = origin;
    onMet(terms);
    for (const message of kept.values()) post(message, origin);
    kept.clear();
  }

  function heed(message: PortalMessage, origin: string): void {
    if (portal !== null && portal !== origin) return;
    if (message.type === "connect") {
      if (commonVersion([message.version]) !== null) meet(origin, message.terms);
    } else if (portal !== null) {
      for (const receive of receivers) receive(message);
    }
  }

  onMessage(({ data, origin, source }) => {
    const message = source === parent ? readPortalMessage(data) : null;
    if (message === null) return;
    void parentOrigins.then((origins) => origins.includes(origin) && heed(message, origin));
  });
  // To anybody: it holds nothing but the versions that this page speaks.
  post({ type: "hello", versions }, "*");

  return {
    tell(message) {
      if (portal === null) kept.set(message.type, message);
      else post(message, portal);
    },
    listen(receive) {
      receivers.add(receive);
      return () => receivers.delete(receive);
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Longer than any query or token that means something. */
const longest = 20_000;

/** A message of the portal with every field that it needs; null: it is none. */
function readPortalMessage(data: unknown): PortalMessage | null {
  const fields = readMessage(data);
  return fields && fromFields(fields);
}

function fromFields(fields: Fields): PortalMessage | null {
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
  if (typeof terms !== "object" || terms === null) return null;
  const { tokens, maxHeight } = terms as Fields;
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
  return typeof value === "string" && value.length <= longest;
}
