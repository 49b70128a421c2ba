import { useEffect, useState } from "react";
import { useActive } from "./activity.ts";
import { createFocusReporter, putFocus } from "./focus.ts";

function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

/** Asks for the freshest values of the campaigns on screen, for as long as the page is active. */
export function useFocus(keys: readonly string[]): void {
  const [reporter] = useState(() => createFocusReporter({ send: putFocus, after }));
  const active = useActive();
  useEffect(() => {
    if (active) reporter.show(keys);
    else reporter.stop();
  }, [reporter, active, keys]);
  useEffect(() => () => reporter.stop(), [reporter]);
}
