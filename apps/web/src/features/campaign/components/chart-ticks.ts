import { startOfDay } from "../history-range.ts";

const minute = 60_000;
/** What a clock's face divides well, in minutes. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * minute);
/** More would run into each other. */
const most = 7;

/** Round moments of a zone between two instants; epoch milliseconds. Null: the span is too short for whole minutes. */
export function chartTicks(from: number, to: number, timeZone: string): number[] | null {
  if (to - from < 2 * minute) return null;
  const wanted = (to - from) / most;
  const step = steps.find((each) => each >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
  const midnight = startOfDay(from, timeZone);
  const first = midnight + Math.ceil((from - midnight) / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
}
