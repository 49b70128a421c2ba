import {
  commonVersion,
  type PageMessage,
  type PortalMessage,
  type Terms,
  tagged,
  versions,
} from "@cruiseboard/embed-sdk/protocol";
import { readPortalMessage } from "./read-portal-message.ts";

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
