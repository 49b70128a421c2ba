/** What was sent lately, for the rate that is shown. */
export interface SendLog {
  /** `now` is monotonic ms. */
  sent(now: number): void;
  /** Requests a second over the latest ten seconds, to a tenth. */
  perSecond(now: number): number;
}

const rateWindowMs = 10_000;

export function createSendLog(): SendLog {
  const times: number[] = [];

  function forget(now: number): void {
    while (times[0] !== undefined && times[0] <= now - rateWindowMs) times.shift();
  }

  return {
    sent(now) {
      times.push(now);
      forget(now);
    },
    perSecond(now) {
      forget(now);
      return times.length / (rateWindowMs / 1000);
    },
  };
}
