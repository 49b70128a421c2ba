import { frameName } from "./protocol.ts";

/** The frame, as far as `embed` deals with it. */
export interface Frame {
  /** Whether a message came from this very frame. */
  readonly isSource: (source: unknown) => boolean;
  /** Lost unless the frame shows a page of that origin. */
  readonly post: (message: object, origin: string) => void;
  /** In pixels; null: as high as the container. */
  readonly setHeight: (height: number | null) => void;
  /** Scrolls the portal so that the frame's top is in sight, if it lies above it. */
  readonly showTop: () => void;
  readonly remove: () => void;
}

interface Received {
  readonly data: unknown;
  readonly origin: string;
  readonly source: unknown;
}

/** What the browser does for `embed`; tests bring their own. */
export interface Surroundings {
  readonly createFrame: (container: HTMLElement | string, address: string, title: string) => Frame;
  /** Answers a function that stops listening. */
  readonly listen: (receive: (message: Received) => void) => () => void;
  /** Runs once after so many milliseconds; answers a function that cancels. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
}

/** What the page needs in a frame: itself, its forms, its CSV files, and links that leave the portal alone. */
const sandbox =
  "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox";
const permissions = "clipboard-write; fullscreen; screen-wake-lock";

export const browser: Surroundings = {
  createFrame(container, address, title) {
    const parent = typeof container === "string" ? document.querySelector(container) : container;
    if (!parent) throw new TypeError("embed: there is no such container");
    const frame = document.createElement("iframe");
    Object.assign(frame, { name: frameName, title, allow: permissions, referrerPolicy: "no-referrer" });
    frame.setAttribute("sandbox", sandbox);
    // By hand, since the portal's policy may forbid style attributes.
    Object.assign(frame.style, { display: "block", width: "100%", height: "100%", border: "0" });
    frame.src = address;
    parent.append(frame);
    return {
      isSource: (source) => source !== null && source === frame.contentWindow,
      post: (message, origin) => frame.contentWindow?.postMessage(message, origin),
      setHeight(height) {
        frame.style.height = height === null ? "100%" : `${height}px`;
      },
      showTop() {
        if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
      },
      remove: () => frame.remove(),
    };
  },
  listen(receive) {
    window.addEventListener("message", receive);
    return () => window.removeEventListener("message", receive);
  },
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
