import { frameName } from "@cruiseboard/embed-sdk/protocol";
import type { EarlyAnswers } from "./lib/early-answers.ts";
import { chooseLook } from "./lib/preferences.ts";
import { readStored } from "./lib/storage.ts";

/**
 * Runs ahead of everything: before the first paint, so that neither theme nor language flashes, and while the page's own
 * script is still being fetched, so that what that would ask for first is on its way.
 */
const { locale, theme } = chooseLook({
  search: location.search,
  stored: readStored,
  languages: navigator.languages,
});
const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
const root = document.documentElement;
root.dataset["theme"] = dark ? "dark" : "light";
root.lang = locale;

askForWords(document.currentScript?.getAttribute(`data-words-${locale}`));
// In a portal they need a token, which the portal gives to the page's own script.
if (parent === self || self.name !== frameName)
  self.earlyAnswers = askEarly(["/api/v1/session", "/api/v1/campaigns"]);

/** None is named where nothing was built. */
function askForWords(href: string | null | undefined): void {
  if (!href) return;
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href, crossOrigin: "" });
  document.head.append(link);
}

function askEarly(paths: readonly string[]): EarlyAnswers {
  const answers = new Map(paths.map((path) => [path, ask(path)]));
  // A failure is for whoever takes the answer to tell.
  for (const answer of answers.values()) answer.catch(() => {});
  return answers;
}

async function ask(path: string) {
  const sentAt = Date.now();
  const signal = AbortSignal.timeout(15_000);
  const response = await fetch(path, { headers: { accept: "application/json" }, cache: "no-store", signal });
  return { response, sentAt, answeredAt: Date.now() };
}
