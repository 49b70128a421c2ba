import { frameName } from "./protocol.ts";

interface Frame {
  readonly isSource: (source: unknown) => boolean;
  /** The browser drops the message if the frame shows another origin. */
  readonly post: (message: object, origin: string) => void;
  /** Pixels; null: as high as the container. */
  readonly setHeight: (height: number | null) => void;
  readonly scrollToTop: () => void;
  readonly remove: () => void;
}

interface Received {
  readonly data: unknown;
  readonly origin: string;
  readonly source: unknown;
}

/** The part of the browser that `embed` uses, replaced in tests. */
export interface Browser {
  readonly createFrame: (container: HTMLElement | string, address: string, title: string) => Frame;
  /** Returns a function that stops listening. */
  readonly listen: (receive: (message: Received) => void) => () => void;
  /** Returns a function that cancels. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

/** Downloads are CSV files; popups are links that must not replace the portal. */
const sandbox =
  "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox";
const permissions = "clipboard-write; fullscreen; screen-wake-lock";

export const browser: Browser = {
  createFrame(container, address, title) {
    const parent = typeof container === "string" ? document.querySelector(container) : container;
    if (!parent) throw new TypeError("embed: container not found");
    const frame = document.createElement("iframe");
    Object.assign(frame, { name: frameName, title, allow: permissions, referrerPolicy: "no-referrer" });
    frame.setAttribute("sandbox", sandbox);
    // Properties, because the portal's policy may forbid style attributes.
    Object.assign(frame.style, { display: "block", width: "100%", height: "100%", border: "0" });
    frame.src = address;
    parent.append(frame);
    return {
      isSource: (source) => source !== null && source === frame.contentWindow,
      post: (message, origin) => frame.contentWindow?.postMessage(message, origin),
      setHeight(height) {
        frame.style.height = height === null ? "100%" : `${height}px`;
      },
      scrollToTop() {
        if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
      },
      remove: () => frame.remove(),
    };
  },
  listen(receive) {
    window.addEventListener("message", receive);
    return () => window.removeEventListener("message", receive);
  },
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
