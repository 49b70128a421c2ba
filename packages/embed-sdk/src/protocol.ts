import type { AttentionReport, EmbedErrorCode, Language, Theme } from "./options.ts";

/** What portal and page say to each other through `postMessage`. A message that has no meaning here is not ours. */

/** Versions of this protocol that this code speaks, best first. */
export const versions: readonly number[] = [1];

/** The frame's name, by which the page knows that a portal's script will speak to it. It survives a reload. */
export const frameName = "cruiseboard-embed";

/** How the page shall behave in this portal. */
export interface Terms {
  /** Whether the portal gives tokens; else the page uses the sign-in it may have. */
  readonly tokens: boolean;
  /** The frame follows its content up to so many pixels; null: its height is fixed. */
  readonly maxHeight: number | null;
}

/** From the portal to the page. */
export type PortalMessage =
  | { readonly type: "connect"; readonly version: number; readonly terms: Terms }
  | { readonly type: "token"; readonly id: number; readonly token: string }
  | { readonly type: "noToken"; readonly id: number }
  | { readonly type: "filters"; readonly query: string }
  | { readonly type: "display"; readonly theme?: Theme; readonly lang?: Language }
  | { readonly type: "refresh" };

/** From the page to the portal. `hello` goes to whoever frames the page, and so tells nothing. */
export type PageMessage =
  | { readonly type: "hello"; readonly versions: readonly number[] }
  | { readonly type: "tokenWanted"; readonly id: number }
  | { readonly type: "ready" }
  /** null: what is shown has no height of its own. */
  | { readonly type: "height"; readonly height: number | null }
  | { readonly type: "navigate"; readonly view: string; readonly query: string }
  | ({ readonly type: "attention" } & AttentionReport)
  | { readonly type: "error"; readonly code: EmbedErrorCode; readonly message: string };

/** Sets our messages apart from everything else that is posted to a window. */
const tag = "cruiseboard";

export type Tagged<Message> = Message & { readonly [tag]: true };

export function tagged<Message extends PortalMessage | PageMessage>(message: Message): Tagged<Message> {
  return { ...message, [tag]: true };
}

/** The message's type and fields by name, yet to be checked one by one; null: not one of ours. */
export function readMessage(data: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof data !== "object" || data === null) return null;
  const message = data as Record<string, unknown>;
  return message[tag] === true && typeof message["type"] === "string" ? message : null;
}

/** The best version that both sides speak; null: there is none. */
export function commonVersion(theirs: unknown): number | null {
  return (Array.isArray(theirs) && versions.find((version) => theirs.includes(version))) || null;
}
