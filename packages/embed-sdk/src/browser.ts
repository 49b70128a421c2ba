import { frameName } from "./protocol.ts";

/** Downloads are CSV files; popups are links that must not replace the portal. */
const sandbox =
  "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox";
const permissions = "clipboard-write; fullscreen; screen-wake-lock";

export type Browser = typeof browser;

/** The part of the browser that `embed` uses, replaced in tests. */
export const browser = {
  createFrame(container: HTMLElement | string, address: string, title: string) {
    const parent = typeof container === "string" ? document.querySelector(container) : container;
    if (!parent) throw new TypeError(`embed: container ${JSON.stringify(container)} not found`);
    const frame = document.createElement("iframe");
    Object.assign(frame, { name: frameName, title, allow: permissions, referrerPolicy: "no-referrer" });
    frame.setAttribute("sandbox", sandbox);
    // Properties, because the portal's policy may forbid style attributes.
    Object.assign(frame.style, { display: "block", width: "100%", height: "100%", border: "0" });
    frame.src = address;
    parent.append(frame);
    return {
      isSource: (source: unknown) => source !== null && source === frame.contentWindow,
      /** The browser drops the message if the frame shows another origin. */
      post: (message: object, origin: string): void => frame.contentWindow?.postMessage(message, origin),
      /** Pixels; null: as high as the container. */
      setHeight(height: number | null) {
        frame.style.height = height === null ? "100%" : `${height}px`;
      },
      scrollToTop() {
        if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
      },
      remove: () => frame.remove(),
    };
  },
  listen(receive: (message: { data: unknown; origin: string; source: unknown }) => void) {
    window.addEventListener("message", receive);
    return () => window.removeEventListener("message", receive);
  },
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
