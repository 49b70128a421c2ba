import { check } from "./gateway-error.ts";

/** Counts events of the last second. Times are milliseconds of one monotonic clock. */
export function createSlidingSecond() {
  const times: number[] = [];
  return {
    count: (nowMs: number): number => {
      const first = times.findIndex((time) => time > nowMs - 1000);
      times.splice(0, first === -1 ? times.length : first);
      return times.length;
    },
    add: (nowMs: number): void => void times.push(nowMs),
  };
}

/** Admits at most `perSecond` requests in any sliding second; refused ones do not count. `admit` throws RequestLimitExceeded. */
export function createRequestLimit(perSecond: number, action: string) {
  const admitted = createSlidingSecond();
  return {
    admit: (nowMs: number): void => {
      check(
        admitted.count(nowMs) < perSecond,
        "RequestLimitExceeded",
        `Your current request frequency has reached the limit of \`${perSecond}\` times per second for the API \`${action}\`. Please try again later.`,
      );
      admitted.add(nowMs);
    },
  };
}
