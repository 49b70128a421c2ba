/** Whose calls: decides who may see them. agent null: the upstream did not tell. */
export interface CallOwner {
  readonly sdkAppId: number;
  readonly agent: string | null;
}

/** A stretch between two looks at a campaign (epoch ms), in order of time. */
export interface CallSpan {
  readonly from: number;
  readonly to: number;
  /** Callees called in it; null: nobody knows, since nobody could look. */
  readonly called: number | null;
  /** Whether it may have called at all; false: it waits to start. */
  readonly mayCall: boolean;
  /** The later look saw the end: the rest of that minute is known, too. */
  readonly ends?: boolean;
}

export const minuteMs = 60_000;

/** So much of a minute has to lie between looks, ms; running campaigns are looked at every 15 s. */
const coveredAtLeastMs = 45_000;

/** A waiting campaign is looked at rarely, and calls nobody: it decides only where nothing runs. */
const waitingWeight = 1 / 1024;

/** Called callees by minute (epoch ms ÷ 60,000, floored), apart for each application and agent. */
export interface MinuteCounters {
  /** Spread evenly over the stretch. What is older than the minute `oldest` is passed over. */
  add(owner: CallOwner, span: CallSpan, oldest: number): void;
  /**
   * So many minutes from `first` on, over all owners that are asked for. null: too little is known of that minute;
   * looks covered less of it than they have to, on an average over the campaigns.
   */
  sums(first: number, count: number, isAskedFor: (owner: CallOwner) => boolean): (number | null)[];
  /** Lets go of the minutes before that one. */
  forgetBefore(minute: number): void;
}

/** A place a minute in each. Maps would take five times the room. */
interface Counters {
  readonly owner: CallOwner;
  /** NaN: nothing was noted of that minute. */
  readonly called: Float32Array;
  /** By how much looks covered more than they have to, ms, summed over the campaigns by their weight; below 0: less. */
  readonly surplus: Float32Array;
}

/** @param minutesKept as many as anybody may ask for at a time, the present one included. */
export function createMinuteCounters(minutesKept: number): MinuteCounters {
  const byOwner = new Map<string, Counters>();
  /** Which minute a place stands for, the same for all owners; NaN: none yet. */
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

  /** The minute's place, which is cleared if it stood for another one. */
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

  /** `covered`: of one campaign by this stretch, ms. It owes what it has to cover once a minute. */
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
    // Whatever stretch holds the minute's beginning owes; so does the first one to be noted, should none hold it.
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

  function sumOf(minute: number, asked: readonly Counters[]): number | null {
    const place = minute % minutesKept;
    if (minutes[place] !== minute) return null;
    let sum: number | null = null;
    let balance = 0;
    for (const { called, surplus } of asked) {
      const count = called[place] ?? Number.NaN;
      if (Number.isNaN(count)) continue;
      sum = (sum ?? 0) + count;
      balance += surplus[place] ?? 0;
    }
    return balance < 0 ? null : sum;
  }

  return {
    add(owner, span, oldest) {
      const { from, to, called } = span;
      const last = Math.floor(to / minuteMs);
      if (last < oldest) return;
      const counters = countersOf(owner);
      // Two looks in one moment, or a clock that was set back between them.
      if (to <= from) return called === null ? undefined : note(counters, last, span, called, 0);
      const first = Math.max(oldest, Math.floor(from / minuteMs));
      for (let minute = first; minute <= last; minute += 1) noteWithin(counters, minute, span);
    },
    sums(first, count, isAskedFor) {
      const asked = [...byOwner.values()].filter(({ owner }) => isAskedFor(owner));
      return Array.from({ length: count }, (_, index) => sumOf(first + index, asked));
    },
    forgetBefore(oldest) {
      for (const [place, minute] of minutes.entries()) if (minute < oldest) clear(place);
      for (const [id, { called }] of byOwner) if (called.every(Number.isNaN)) byOwner.delete(id);
    },
  };
}
