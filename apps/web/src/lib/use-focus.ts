import { useEffect, useState } from "react";
import { createFocusReporter, putFocus } from "./focus.ts";
import { useVisible } from "./use-visible.ts";

function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

/** Asks for the freshest values of the campaigns on screen, for as long as the tab is visible. */
export function useFocus(keys: readonly string[], active: boolean): void {
  const [reporter] = useState(() => createFocusReporter({ send: putFocus, after }));
  const visible = useVisible();
  useEffect(() => {
    if (visible && active) reporter.show(keys);
    else reporter.stop();
  }, [reporter, visible, active, keys]);
  useEffect(() => () => reporter.stop(), [reporter]);
}
