/** Whose calls: decides who may see them. agent null: the upstream did not tell. */
export interface CallOwner {
  readonly sdkAppId: number;
  readonly agent: string | null;
}

/** A stretch between two looks (epoch ms) in which so many callees were called. */
export interface CallSpan {
  readonly from: number;
  readonly to: number;
  readonly called: number;
}

export const minuteMs = 60_000;

/** Called callees by minute (epoch ms ÷ 60,000, floored), apart for each application and agent. */
export interface MinuteCounters {
  /** Spread evenly over the stretch; every minute that it touches counts as observed. What is older is passed over. */
  add(owner: CallOwner, span: CallSpan, oldest: number): void;
  /** Over all owners that are asked for; null: nothing was observed in that minute. */
  sum(minute: number, isAskedFor: (owner: CallOwner) => boolean): number | null;
  /** Lets go of the minutes before that one. */
  forgetBefore(minute: number): void;
}

interface Counters {
  readonly owner: CallOwner;
  /** Called callees, a place a minute; NaN: nothing was observed in it. Maps would take five times the room. */
  readonly called: Float64Array;
}

/** @param minutesKept as many as anybody may ask for at a time, the present one included. */
export function createMinuteCounters(minutesKept: number): MinuteCounters {
  const byOwner = new Map<string, Counters>();
  /** Which minute a place stands for, the same for all owners; NaN: none yet. */
  const minutes = new Float64Array(minutesKept).fill(Number.NaN);

  function calledOf(owner: CallOwner): Float64Array {
    const id = JSON.stringify([owner.sdkAppId, owner.agent]);
    const known = byOwner.get(id);
    if (known) return known.called;
    const called = new Float64Array(minutesKept).fill(Number.NaN);
    byOwner.set(id, { owner, called });
    return called;
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
    for (const { called } of byOwner.values()) called[place] = Number.NaN;
  }

  return {
    add(owner, { from, to, called }, oldest) {
      const last = Math.floor(to / minuteMs);
      if (last < oldest) return;
      const counts = calledOf(owner);
      const count = (minute: number, more: number) => {
        const place = placeFor(minute);
        counts[place] = (counts[place] || 0) + more;
      };
      // Two looks in one moment, or a clock that was set back between them.
      if (to <= from) return count(last, called);
      for (let minute = Math.max(oldest, Math.floor(from / minuteMs)); minute <= last; minute += 1) {
        const start = Math.max(from, minute * minuteMs);
        const end = Math.min(to, (minute + 1) * minuteMs);
        if (end > start) count(minute, (called * (end - start)) / (to - from));
      }
    },
    sum(minute, isAskedFor) {
      const place = minute % minutesKept;
      if (minutes[place] !== minute) return null;
      let sum: number | null = null;
      for (const { owner, called } of byOwner.values()) {
        const count = called[place] ?? Number.NaN;
        if (!Number.isNaN(count) && isAskedFor(owner)) sum = (sum ?? 0) + count;
      }
      return sum;
    },
    forgetBefore(oldest) {
      for (const [place, minute] of minutes.entries()) if (minute < oldest) clear(place);
      for (const [id, { called }] of byOwner) if (called.every(Number.isNaN)) byOwner.delete(id);
    },
  };
}
