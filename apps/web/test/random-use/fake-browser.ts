import { vi } from "vitest";

// What jsdom lacks: a window that is scrolled, of a fixed size, whose list begins below a header of fixed height.
const size = { width: 1024, height: 480 } as const;
const listTop = 200; // px
const immediate = setImmediate;

/** Lets React draw, promises go on and what is due at once happen; takes 2 ms of the page's time. */
export async function turn(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await new Promise((done) => immediate(done));
    if (round % 2) await vi.advanceTimersByTimeAsync(1);
  }
}

/** Before any module of the page is loaded. */
export function fakeBrowser(): void {
  // React's own checks would take half of the time.
  process.env["NODE_ENV"] = "production";
  vi.useFakeTimers({
    now: Date.parse("2026-11-22T06:00:00Z"),
    toFake: [
      "setTimeout",
      "clearTimeout",
      "setInterval",
      "clearInterval",
      "Date",
      "performance",
      "requestAnimationFrame",
      "cancelAnimationFrame",
    ],
  });
  document.head.insertAdjacentHTML("beforeend", '<meta name="build" content="Today">');
  Object.defineProperty(document.documentElement, "clientWidth", { value: size.width });
  document.documentElement.getClientRects = () => [{}] as unknown as DOMRectList;
  Element.prototype.getBoundingClientRect = function () {
    return new DOMRect(0, topOf(this), size.width, 20);
  };
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
  Object.assign(window, {
    innerWidth: size.width,
    innerHeight: size.height,
    scrollTo,
    scrollBy: (x: number, y: number) => scrollTo(x, window.scrollY + y),
    ResizeObserver: class {
      private readonly tell: ResizeObserverCallback;
      constructor(tell: ResizeObserverCallback) {
        this.tell = tell;
      }
      observe(target: Element) {
        this.tell(
          [{ target, contentRect: new DOMRect(0, 0, 600, 300) } as unknown as ResizeObserverEntry],
          this,
        );
      }
      disconnect() {}
      unobserve() {}
    },
    matchMedia: (media: string) =>
      Object.assign(new EventTarget(), { matches: media.includes("width >="), media }),
  });
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException("late", "TimeoutError")), ms);
    return controller.signal;
  };
}

/** Lines stand where their style puts them; all else counts as the window's top. */
function topOf(element: Element): number {
  const line = element.closest<HTMLElement>("[data-line]");
  const inList = line !== null || element.querySelector(":scope > [data-line]") !== null;
  const within = line === null ? 0 : Number.parseFloat(line.style.translate.split(" ")[1] ?? "0");
  return inList ? listTop + within - window.scrollY : 0;
}

function scrollTo(x: number | ScrollToOptions, y = window.scrollY): void {
  const { left = window.scrollX, top = window.scrollY } = typeof x === "number" ? { left: x, top: y } : x;
  Object.assign(window, { scrollY: Math.max(0, top), scrollX: left });
  window.dispatchEvent(new Event("scroll"));
}
