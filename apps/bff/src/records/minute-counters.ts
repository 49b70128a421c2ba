/** Decides which viewers see the calls. `agent` null: not known. */
export interface CallOwner {
  readonly sdkAppId: number;
  readonly agent: string | null;
}

/** The time between two observations of a campaign, epoch ms. */
export interface CallSpan {
  readonly from: number;
  readonly to: number;
  readonly called: number | null;
  readonly mayCall: boolean;
  /** It ended: the rest of the last minute is known, too. */
  readonly ends?: boolean;
}

export const minuteMs = 60_000;

/** This much of a minute has to be covered; running campaigns are observed every 15 s. */
const coveredAtLeastMs = 45_000;

/** Waiting campaigns are observed rarely and do not call: they only matter where nothing runs. */
const waitingWeight = 1 / 1024;

/** One element per minute. Maps would take five times the memory. */
interface Counters {
  readonly owner: CallOwner;
  readonly called: Float32Array;
  /** Covered minus required ms, over all campaigns by weight. */
  readonly surplus: Float32Array;
}

/** Called callees per minute (epoch ms ÷ 60,000, floored) and owner. `minutesKept`: with the present one. */
export function createMinuteCounters(minutesKept: number) {
  const byOwner = new Map<string, Counters>();
  const minutes = new Float64Array(minutesKept).fill(Number.NaN);

  function countersOf(owner: CallOwner): Counters {
    const id = JSON.stringify([owner.sdkAppId, owner.agent]);
    const known = byOwner.get(id);
    if (known) return known;
    const called = new Float32Array(minutesKept).fill(Number.NaN);
    const counters = { owner, called, surplus: new Float32Array(minutesKept) };
    byOwner.set(id, counters);
    return counters;
  }

  function placeFor(minute: number): number {
    const place = minute % minutesKept;
    if (minutes[place] !== minute) clear(place);
    minutes[place] = minute;
    return place;
  }

  function clear(place: number): void {
    minutes[place] = Number.NaN;
    for (const { called, surplus } of byOwner.values()) {
      called[place] = Number.NaN;
      surplus[place] = 0;
    }
  }

  /** `covered`: ms of the minute in this span. What a minute requires is subtracted once. */
  function note(
    counters: Counters,
    minute: number,
    { from, mayCall }: CallSpan,
    more: number,
    covered: number,
  ) {
    const { called, surplus } = counters;
    const place = placeFor(minute);
    const before = called[place] ?? Number.NaN;
    // By the span with the minute's beginning, or else by the first one.
    const owed = from <= minute * minuteMs || Number.isNaN(before) ? coveredAtLeastMs : 0;
    called[place] = (before || 0) + more;
    surplus[place] = (surplus[place] ?? 0) + (covered - owed) * (mayCall ? 1 : waitingWeight);
  }

  function noteWithin(counters: Counters, minute: number, span: CallSpan): void {
    const { from, to, called, ends } = span;
    const [begin, over] = [minute * minuteMs, (minute + 1) * minuteMs];
    const start = Math.max(from, begin);
    const end = Math.min(to, over);
    if (end <= start) return;
    const covered = called === null ? 0 : (ends && to < over ? over : end) - start;
    note(counters, minute, span, ((called ?? 0) * (end - start)) / (to - from), covered);
  }

  function sumOf(minute: number, all: readonly Counters[]): number | null {
    const place = minute % minutesKept;
    if (minutes[place] !== minute) return null;
    let sum: number | null = null;
    let balance = 0;
    for (const { called, surplus } of all) {
      const count = called[place] ?? Number.NaN;
      if (Number.isNaN(count)) continue;
      sum = (sum ?? 0) + count;
      balance += surplus[place] ?? 0;
    }
    return balance < 0 ? null : sum;
  }

  return {
    /** Spread evenly over the span; not before the minute `oldest`. */
    add(owner: CallOwner, span: CallSpan, oldest: number): void {
      const { from, to, called } = span;
      const last = Math.floor(to / minuteMs);
      if (last < oldest) return;
      const counters = countersOf(owner);
      // Two observations at one moment, or the clock was set back.
      if (to <= from) {
        if (called !== null) note(counters, last, span, called, 0);
        return;
      }
      const first = Math.max(oldest, Math.floor(from / minuteMs));
      for (let minute = first; minute <= last; minute += 1) noteWithin(counters, minute, span);
    },
    /** `count` minutes from `first` on, over the owners in scope. null: too little of that minute is covered. */
    sums(first: number, count: number, isInScope: (owner: CallOwner) => boolean): (number | null)[] {
      const inScope = [...byOwner.values()].filter(({ owner }) => isInScope(owner));
      return Array.from({ length: count }, (_, index) => sumOf(first + index, inScope));
    },
    forgetBefore(oldest: number): void {
      for (const [place, minute] of minutes.entries()) if (minute < oldest) clear(place);
      for (const [id, { called }] of byOwner) if (called.every(Number.isNaN)) byOwner.delete(id);
    },
  };
}
