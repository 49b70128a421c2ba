/** Counts events within any span of one second. Times are milliseconds of one steady clock, never falling. */
export interface SlidingSecond {
  /** How many of the noted events are less than a second old. */
  count(now: number): number;
  note(now: number): void;
}

export function createSlidingSecond(): SlidingSecond {
  const times: number[] = [];
  const forget = (now: number) => {
    const fresh = times.findIndex((time) => time > now - 1000);
    times.splice(0, fresh === -1 ? times.length : fresh);
  };
  return {
    count: (now) => {
      forget(now);
      return times.length;
    },
    note: (now) => void times.push(now),
  };
}
