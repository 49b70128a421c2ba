import "./styles.css";
import { frameName } from "@cruiseboard/embed-sdk/protocol";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createQueryClient } from "./domain/activity.ts";
import { browserPreferences } from "./i18n/display.tsx";
import { loadMessages } from "./i18n/messages.ts";

/** Loads the language before the first render, so that nothing flashes; in a portal, its messages, too. */
async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  // The board restores its scroll position itself, once the rows exist.
  history.scrollRestoration = "manual";
  const [portal] = await Promise.all([
    // Made by a portal's script. The name outlives a reload.
    window.parent !== window && window.name === frameName ? import("./embed/portal-frame.tsx") : null,
    loadMessages(browserPreferences(location.search).locale),
  ]);
  const client = createQueryClient();
  const page = <App client={client} portal={portal?.startEmbed(client)} />;
  // In slices, so that the browser stays responsive.
  startTransition(() => createRoot(root).render(page));
}

// Not awaited at the top level: lazy chunks import this one and would wait for each other.
void start();
