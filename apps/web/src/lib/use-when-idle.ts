import { useEffect, useRef, useState } from "react";
import { browserIdle } from "./idle-queue.ts";

/** The value as of the last idle moment of the browser: for what may come after the frame that shows a poll. */
export function useWhenIdle<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const latest = useRef(value);
  const waiting = useRef(false);
  useEffect(() => {
    latest.current = value;
    if (waiting.current) return;
    waiting.current = true;
    void browserIdle().then(() => {
      waiting.current = false;
      return setSettled(latest.current);
    });
  }, [value]);
  return settled;
}
