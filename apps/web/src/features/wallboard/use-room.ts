import { type RefCallback, useState } from "react";

/** How many boxes of a height (in rem) an element has room for, as it is resized. */
export function useRoom(heightInRem: number): [ref: RefCallback<HTMLElement>, room: number] {
  const [room, setRoom] = useState(0);
  const ref = (element: HTMLElement | null) => {
    if (element === null) return;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      // A hair's breadth more, so that rounding does not cost a row.
      setRoom(Math.floor((element.clientHeight + 1) / (heightInRem * rem)));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  };
  return [ref, room];
}
