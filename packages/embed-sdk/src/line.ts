import { type PortalMessage, tagged } from "./protocol.ts";
import type { Frame } from "./surroundings.ts";

/** What the portal tells the page; until both have met, it is kept back. */
export interface Line {
  readonly post: (message: PortalMessage) => void;
  /** As `post`, once the two have met. */
  readonly tell: (message: PortalMessage) => void;
  /** Has the line begin, or begin anew after the page was loaded again. */
  readonly connect: (message: PortalMessage) => void;
  readonly isCut: () => boolean;
  /** Nothing is said any more. */
  readonly cut: () => void;
}

export function createLine(frame: Pick<Frame, "post">, origin: string): Line {
  const waiting: PortalMessage[] = [];
  let state: "unmet" | "met" | "cut" = "unmet";
  const post = (message: PortalMessage) => {
    if (state !== "cut") frame.post(tagged(message), origin);
  };
  return {
    post,
    tell(message) {
      if (state === "unmet") waiting.push(message);
      else post(message);
    },
    connect(message) {
      if (state === "unmet") state = "met";
      post(message);
      for (const kept of waiting.splice(0)) post(kept);
    },
    isCut: () => state === "cut",
    cut() {
      state = "cut";
    },
  };
}
