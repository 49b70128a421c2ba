import { useEffect, useState } from "react";

/** Whether this is the one tab of the browser that holds a name; the next takes over when it closes. */
export function useOnlyTab(name: string): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const waiting = new AbortController();
    let release = () => {};
    const whileHeld = () =>
      new Promise<void>((resolve) => {
        release = resolve;
        setHeld(true);
      });
    // Rejects when this tab stops waiting for its turn.
    navigator.locks.request(name, { signal: waiting.signal }, whileHeld).catch(() => {});
    return () => {
      waiting.abort();
      release();
      setHeld(false);
    };
  }, [name]);
  return held;
}
