import "./embed.css";
import { startEmbedding } from "./embedding.ts";
import { createPortalFrame, type PortalFrame } from "./portal-frame.tsx";

/** Its own chunk, which only a page inside a portal fetches. */
export function startEmbed(): PortalFrame {
  document.documentElement.dataset["embedded"] = "fixed";
  return createPortalFrame(startEmbedding());
}
