import { useEffect } from "react";
import type { Turning } from "./use-turning.ts";

/** Arrows turn, the space bar stops and goes on, F fills the screen; keys of controls stay theirs. */
export function useWallKeys(
  { turn, paused, setPaused }: Turning,
  toggleFullScreen: (() => void) | undefined,
) {
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
      const actions: Record<string, (() => void) | undefined> = {
        ArrowRight: () => turn(1),
        PageDown: () => turn(1),
        ArrowLeft: () => turn(-1),
        PageUp: () => turn(-1),
        " ": () => setPaused(!paused),
        f: toggleFullScreen,
      };
      const action = actions[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", act);
    return () => window.removeEventListener("keydown", act);
  }, [turn, paused, setPaused, toggleFullScreen]);
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("select, input, button, a") !== null;
}
