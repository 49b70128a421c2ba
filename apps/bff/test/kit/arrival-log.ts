/** Requests as the upstream sees them come in, for counting them in every sliding second. Times in ms. */
export interface ArrivalLog {
  /** Counts an arrival; answers how many the second that ends now holds, this one included. */
  arrive(at: number): number;
  readonly total: number;
  readonly mostInAnySecond: number;
}

export function createArrivalLog(): ArrivalLog {
  let window: number[] = [];
  let total = 0;
  let most = 0;
  return {
    arrive(at) {
      total += 1;
      window = window.filter((time) => time > at - 1000);
      window.push(at);
      most = Math.max(most, window.length);
      return window.length;
    },
    get total() {
      return total;
    },
    get mostInAnySecond() {
      return most;
    },
  };
}
