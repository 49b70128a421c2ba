import { useEffect, useState } from "react";
import { time } from "../../lib/time.ts";

/** After somebody moved the pointer or turned by hand, the page stays at least so long, in milliseconds. */
const reading = 30_000;

export interface Turning {
  /** The page that shows, from 0 on. */
  readonly page: number;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
  /** Goes on, or back, by hand. */
  readonly turn: (by: 1 | -1) => void;
  /** Somebody is there and reads: the page waits. */
  readonly hold: () => void;
}

/** Turns pages round and round every so many seconds. */
export function useTurning(pages: number, seconds: number): Turning {
  const [place, setPlace] = useState({ page: 0, heldAt: 0 });
  const [paused, setPaused] = useState(false);
  const page = Math.min(place.page, pages - 1);

  useEffect(() => {
    if (paused || pages < 2) return;
    const wait = place.heldAt > 0 ? Math.max(reading, seconds * 1000) : seconds * 1000;
    const timer = setTimeout(() => setPlace({ page: (page + 1) % pages, heldAt: 0 }), wait);
    return () => clearTimeout(timer);
  }, [paused, pages, seconds, page, place.heldAt]);

  const turn = (by: 1 | -1) => setPlace({ page: (page + by + pages) % pages, heldAt: time.monotonic() });
  // To the second: a moving pointer reports itself a hundred times in one.
  const hold = () => {
    const second = Math.ceil(time.monotonic() / 1000) * 1000;
    setPlace((before) => (before.heldAt === second ? before : { ...before, heldAt: second }));
  };
  return { page, paused, setPaused, turn, hold };
}
