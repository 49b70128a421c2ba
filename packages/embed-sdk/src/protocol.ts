import type { AttentionReport, EmbedErrorCode, EmbedOptions } from "./options.ts";

// The messages between portal and page, through `postMessage`.

/** Supported protocol versions, best first. */
export const versions: readonly number[] = [1];

/** The frame's `window.name`: tells the page to expect messages. It survives a reload. */
export const frameName = "cruiseboard-embed";

export interface Terms {
  /** Whether the portal supplies tokens; if not, the page uses its own sign-in. */
  readonly tokens: boolean;
  /** Pixels up to which the frame follows its content; null: fixed height. */
  readonly maxHeight: number | null;
}

export type DisplayOptions = Pick<EmbedOptions, "theme" | "lang" | "timeZone" | "chrome">;

/** From the portal to the page. */
export type PortalMessage =
  | { readonly type: "connect"; readonly version: number; readonly terms: Terms }
  | { readonly type: "token"; readonly id: number; readonly token: string }
  | { readonly type: "noToken"; readonly id: number }
  | { readonly type: "filters"; readonly query: string }
  /** `query`: the filters; undefined: as they are. */
  | { readonly type: "view"; readonly view: string; readonly query?: string }
  | ({ readonly type: "display" } & DisplayOptions)
  | { readonly type: "refresh" };

/** From the page to the portal. `hello` goes to any origin, so it carries no data. */
export type PageMessage =
  | { readonly type: "hello"; readonly versions: readonly number[] }
  | { readonly type: "tokenWanted"; readonly id: number }
  | { readonly type: "ready" }
  /** null: the view fills its container. */
  | { readonly type: "height"; readonly height: number | null }
  | { readonly type: "navigate"; readonly view: string; readonly query: string }
  | ({ readonly type: "attention" } & AttentionReport)
  | { readonly type: "error"; readonly code: EmbedErrorCode; readonly message: string }
  /** The reason of the last `error` is over. */
  | { readonly type: "recovered" };

const tag = "cruiseboard";

export type Tagged<Message> = Message & { readonly [tag]: true };

export function tagged<Message extends PortalMessage | PageMessage>(message: Message): Tagged<Message> {
  return { ...message, [tag]: true };
}

/** The fields are unchecked; null: not a message of this protocol. */
export function readMessage(data: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof data !== "object" || data === null) return null;
  const { [tag]: isTagged, ...message } = data as Record<string, unknown>;
  return isTagged === true && typeof message["type"] === "string" ? message : null;
}

/** The best version that both sides support; null: none. */
export function commonVersion(offered: unknown): number | null {
  return (Array.isArray(offered) && versions.find((version) => offered.includes(version))) || null;
}
