import type { FakeClock } from "@cruiseboard/testing";
import type { Browser } from "../browser.ts";

type Post = { readonly message: Record<string, unknown>; readonly origin: string };

/** A portal's page without a browser. */
export interface FakePortal extends Browser {
  /** The window of the frame that was made last. */
  readonly frameWindow: object;
  readonly addresses: string[];
  readonly posts: Post[];
  readonly heights: (number | null)[];
  readonly shownTops: () => number;
  /** Frames that were made and not removed. */
  readonly frames: () => number;
  readonly listeners: () => number;
  /** Receives a message, by default from the board in the frame. */
  readonly receive: (message: unknown, from?: { origin?: string; source?: unknown }) => void;
}

export const boardOrigin = "https://board.example.com";

export function createFakePortal(clock: FakeClock): FakePortal {
  const frameWindow = {};
  const listeners = new Set<Parameters<Browser["listen"]>[0]>();
  const addresses: string[] = [];
  const posts: Post[] = [];
  const heights: (number | null)[] = [];
  let tops = 0;
  const frames = new Set<object>();
  return {
    frameWindow,
    addresses,
    posts,
    heights,
    shownTops: () => tops,
    frames: () => frames.size,
    listeners: () => listeners.size,
    createFrame(_container, address) {
      addresses.push(address);
      const frame = {};
      frames.add(frame);
      return {
        isSource: (source) => source === frameWindow,
        post: (message, origin) => posts.push({ message: message as Post["message"], origin }),
        setHeight: (height) => heights.push(height),
        scrollToTop: () => (tops += 1),
        remove: () => frames.delete(frame),
      };
    },
    listen(receive) {
      listeners.add(receive);
      return () => listeners.delete(receive);
    },
    after(delayMs, run) {
      const timer = clock.setTimeout(run, delayMs);
      return () => clock.clearTimeout(timer);
    },
    receive(message, { origin = boardOrigin, source = frameWindow } = {}) {
      for (const receive of listeners) receive({ data: message, origin, source });
    },
  };
}
