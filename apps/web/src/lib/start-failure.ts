/** A start that failed is tried again after so long, and up to twice that, in milliseconds. */
const pause = 15_000;

/**
 * Until the page shows something, a script that cannot be fetched or that fails ends its start: index.html's own words
 * appear, and the page is loaded again. Of a page that shows something, and shows nothing any more, the same is true.
 */
export function watchStart(): void {
  // Scripts that are missing say so to themselves alone, and are heard on the way down.
  addEventListener("error", ({ target }) => (isOurs(target) ? failIfBlank() : undefined), { capture: true });
  addEventListener("unhandledrejection", failIfBlank);
}

function isOurs(target: EventTarget | null): boolean {
  return target === window || target instanceof HTMLScriptElement;
}

function failIfBlank(): void {
  // React takes down what it cannot draw in the task that tells of it.
  setTimeout(() => {
    const root = document.documentElement;
    if (document.getElementById("root")?.hasChildNodes() || "failed" in root.dataset) return;
    root.dataset["failed"] = "";
    setTimeout(() => location.reload(), pause * (1 + Math.random()));
  });
}
