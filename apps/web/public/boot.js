// Runs before the page's module: sets the theme before the first paint, and reloads after a failed start.

const themes = new Set(["light", "dark", "system"]);
const retryAfterMs = 15_000;
const root = document.documentElement;

/** As domain/preferences.ts. */
const wanted = [new URLSearchParams(location.search).get("theme"), storedTheme()];
const theme = wanted.find((name) => themes.has(name)) ?? "system";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)").matches;
root.dataset.theme = theme === "dark" || (theme === "system" && systemIsDark) ? "dark" : "light";

function storedTheme() {
  try {
    return localStorage.getItem("cruiseboard.theme");
  } catch {
    // Storage is blocked, as in a third-party frame.
    return null;
  }
}

// Errors of missing scripts do not bubble.
addEventListener("error", ({ target }) => isOurs(target) && failIfBlank(), { capture: true });
addEventListener("unhandledrejection", failIfBlank);

function isOurs(target) {
  return target === window || target instanceof HTMLScriptElement;
}

/** While #root is empty, shows the words of index.html and reloads. */
function failIfBlank() {
  // React empties #root in the task that reports the error.
  setTimeout(() => {
    if (document.getElementById("root")?.hasChildNodes() || "failed" in root.dataset) return;
    root.dataset.failed = "";
    setTimeout(() => location.reload(), retryAfterMs * (1 + Math.random()));
  });
}
