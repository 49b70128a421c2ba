import { frameName } from "@cruiseboard/embed-sdk/protocol";

/** Whether a portal's script has made this frame and will speak to the page. The name outlives a reload. */
export function isEmbedded({ parent, name }: Pick<Window, "parent" | "name"> = window): boolean {
  return parent !== window && name === frameName;
}
