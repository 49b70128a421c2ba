import { useEffect, useState } from "react";
import type { BoardState } from "../../api/board.ts";

/** A pointer that rests for longer may have been left there. */
const holdMs = 30_000;
const touches = ["pointermove", "pointerdown", "wheel", "keydown", "focusin"] as const;

/** The campaigns as they were when pointer or keyboard came to one of them, until they leave or rest. */
export function useHeld(campaigns: BoardState["campaigns"]): BoardState["campaigns"] {
  const holding = useHolding();
  const [held, setHeld] = useState<BoardState["campaigns"] | null>(null);
  if (holding !== (held !== null)) setHeld(holding ? campaigns : null);
  return held ?? campaigns;
}

function useHolding(): boolean {
  const [holding, setHolding] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const release = () => {
      clearTimeout(timer);
      setHolding(false);
    };
    const touch = ({ target }: Event) => {
      if (!(target instanceof Element && target.closest("[data-line] [data-campaign]"))) return release();
      clearTimeout(timer);
      timer = setTimeout(release, holdMs);
      setHolding(true);
    };
    for (const type of touches) window.addEventListener(type, touch, { passive: true });
    document.documentElement.addEventListener("pointerleave", release);
    return () => {
      for (const type of touches) window.removeEventListener(type, touch);
      document.documentElement.removeEventListener("pointerleave", release);
      clearTimeout(timer);
    };
  }, []);
  return holding;
}
