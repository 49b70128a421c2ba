import "./styles.css";
import { frameName } from "@cruiseboard/embed-sdk/protocol";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createQueryClient } from "./domain/activity.ts";
import { browserPreferences } from "./i18n/display.tsx";
import { loadMessages } from "./i18n/messages.ts";

/** The language is there before the first render, so that nothing flashes; in a portal, what speaks to it, too. */
async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  // The board finds its place itself; the browser would look for it before the rows are there.
  history.scrollRestoration = "manual";
  const [portal] = await Promise.all([
    isEmbedded() ? import("./embed/portal-frame.tsx") : null,
    loadMessages(browserPreferences(location.search).locale),
  ]);
  const page = <App client={createQueryClient()} portal={portal?.startEmbed()} />;
  // In slices, too, so that the browser answers to its user from the first moment.
  startTransition(() => createRoot(root).render(page));
}

// Not awaited at the top level: lazy chunks import this one and would wait for each other.
void start();

/** Whether a portal's script has made this frame and will speak to the page. The name outlives a reload. */
function isEmbedded({ parent, name }: Pick<Window, "parent" | "name"> = window): boolean {
  return parent !== window && name === frameName;
}
