import * as protocol from "@cruiseboard/embed-sdk/protocol";
import { knownValues } from "@cruiseboard/embed-sdk/values";

export type PortalLink = ReturnType<typeof createPortalLink>;

export interface PortalLinkDependencies {
  readonly parent: { readonly postMessage: (message: unknown, origin: string) => void };
  readonly onMessage: (receive: (event: Pick<MessageEvent, "data" | "origin" | "source">) => void) => void;
  /** Exact origins that may send messages to the page. */
  readonly parentOrigins: Promise<readonly string[]>;
  readonly onConnect: (terms: protocol.Terms) => void;
}

/** Posts `hello`, then accepts only the parent window from an allowed origin and posts to that origin only. */
export function createPortalLink({ parent, onMessage, parentOrigins, onConnect }: PortalLinkDependencies) {
  let portal: string | null = null;
  const queued = new Map<protocol.PageMessage["type"], protocol.PageMessage>();
  const receivers = new Set<(message: protocol.PortalMessage) => void>();

  const post = (message: protocol.PageMessage, origin: string) =>
    parent.postMessage(protocol.tagged(message), origin);

  function accept(message: protocol.PortalMessage, origin: string): void {
    if (portal !== null && portal !== origin) return;
    if (message.type !== "connect") {
      if (portal !== null) for (const receive of receivers) receive(message);
      return;
    }
    if (protocol.commonVersion([message.version]) === null) return;
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
  post({ type: "hello", versions: protocol.versions }, "*");

  return {
    /** Queued until the portal connects; of each type only the latest. */
    send(message: protocol.PageMessage) {
      if (portal === null) queued.set(message.type, message);
      else post(message, portal);
    },
    listen(receive: (message: protocol.PortalMessage) => void) {
      receivers.add(receive);
      return () => void receivers.delete(receive);
    },
  };
}

/** Of a query or token. */
const maxLength = 20_000;

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;
const isText = (value: unknown) => typeof value === "string" && value.length <= maxLength;
const isTextOrAbsent = (value: unknown) => value === undefined || isText(value);
const isView = (value: unknown) =>
  typeof value === "string" && /^(board|agents|archive|wall|campaigns\/\d{1,16}\/\d{1,16})$/.test(value);
const isOneOfOrAbsent = (values: readonly unknown[]) => (value: unknown) =>
  value === undefined || values.includes(value);

/** The fields of each message. */
const fieldsOf: { [Type in protocol.PortalMessage["type"]]: Record<string, (value: unknown) => boolean> } = {
  connect: { version: isCount, terms: isTerms },
  token: { id: isCount, token: isText },
  noToken: { id: isCount },
  filters: { query: isText },
  view: { view: isView, query: isTextOrAbsent },
  display: {
    theme: isOneOfOrAbsent(knownValues.theme),
    lang: isOneOfOrAbsent(knownValues.lang),
    timeZone: isTextOrAbsent,
    chrome: isOneOfOrAbsent(knownValues.chrome),
  },
  refresh: {},
};

function isTerms(value: unknown): boolean {
  const { tokens, maxHeight } = (value ?? {}) as Partial<protocol.Terms>;
  return typeof tokens === "boolean" && (maxHeight === null || isCount(maxHeight));
}

function readPortalMessage(data: unknown): protocol.PortalMessage | null {
  const fields = protocol.readMessage(data);
  const message = fields as protocol.PortalMessage | null;
  if (fields === null || message === null || !Object.hasOwn(fieldsOf, message.type)) return null;
  const known = Object.entries(fieldsOf[message.type]);
  return known.every(([name, isValid]) => isValid(fields[name])) ? message : null;
}
