/** Of the window. */
interface Measures {
  /** Pixels in a rem. */
  readonly rem: number;
  /** Its width in rem, as media queries see it. */
  readonly across: number;
  /** The same without its scroll bar. */
  readonly inside: number;
}

const listeners = new Set<() => void>();
let known: Measures | undefined;
let observer: ResizeObserver | undefined;

/**
 * Taken when the window or the page's box has changed, not whenever somebody asks: asking in the middle of a rendering
 * has the browser lay out the whole page at once.
 */
export const browserMeasures = {
  /** The same object until something changes. */
  latest: (): Measures => (known ??= measure()),
  /** Answers a function that ends it. */
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    if (listeners.size === 1) watch();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) unwatch();
    };
  },
};

function watch(): void {
  // A scroll bar that comes or goes, or text made larger, changes the page's box but not the window.
  observer = new ResizeObserver(update);
  observer.observe(document.documentElement);
  window.addEventListener("resize", update);
}

function unwatch(): void {
  observer?.disconnect();
  window.removeEventListener("resize", update);
}

function update(): void {
  const next = measure();
  if (known?.rem === next.rem && known.across === next.across && known.inside === next.inside) return;
  known = next;
  for (const listener of listeners) listener();
}

function measure(): Measures {
  const root = document.documentElement;
  const rem = Number.parseFloat(getComputedStyle(root).fontSize) || 16;
  return { rem, across: window.innerWidth / rem, inside: root.clientWidth / rem };
}
