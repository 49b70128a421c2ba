/** What was sent lately: for the share that urgent requests take and for the rate that is shown. */
export interface SendLog {
  /** `now` is monotonic ms. */
  sent(now: number, urgent: boolean): void;
  /** Of the latest twenty requests, the share that was urgent, 0..1. */
  urgentShare(): number;
  /** Requests a second over the latest ten seconds, to a tenth. */
  perSecond(now: number): number;
}

const shareWindow = 20;
const rateWindowMs = 10_000;

export function createSendLog(): SendLog {
  const urgents: boolean[] = [];
  const times: number[] = [];

  function forget(now: number): void {
    while (times[0] !== undefined && times[0] <= now - rateWindowMs) times.shift();
  }

  return {
    sent(now, urgent) {
      urgents.push(urgent);
      if (urgents.length > shareWindow) urgents.shift();
      times.push(now);
      forget(now);
    },
    // Counted against the whole window, so that the first requests after a start are not held back.
    urgentShare: () => urgents.filter(Boolean).length / shareWindow,
    perSecond(now) {
      forget(now);
      return times.length / (rateWindowMs / 1000);
    },
  };
}
