import { isEmbedded } from "./embed/is-embedded.ts";
import { browserLook } from "./lib/browser-look.ts";
import { askEarly } from "./lib/early-answers.ts";
import { isDark } from "./lib/preferences.ts";
import { watchStart } from "./lib/start-failure.ts";

/**
 * Runs ahead of everything: before the first paint, so that neither theme nor language flashes, and while the page's own
 * script is still being fetched, so that what that would ask for first is on its way.
 */
watchStart();
const { locale, theme } = browserLook();
const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)").matches;
root.dataset["theme"] = isDark(theme, systemDark) ? "dark" : "light";
root.lang = locale;

askForWords(document.currentScript?.getAttribute(`data-words-${locale}`));
// In a portal they need a token, which the portal gives to the page's own script.
if (!isEmbedded()) askEarly(["/api/v1/session", "/api/v1/campaigns"]);

/** None is named where nothing was built. */
function askForWords(href: string | null | undefined): void {
  if (!href) return;
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href, crossOrigin: "" });
  document.head.append(link);
}
