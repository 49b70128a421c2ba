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
  readonly minutes: Map<number, number>;
}

export function createMinuteCounters(): MinuteCounters {
  const byOwner = new Map<string, Counters>();

  function minutesOf(owner: CallOwner): Map<number, number> {
    const id = JSON.stringify([owner.sdkAppId, owner.agent]);
    const known = byOwner.get(id);
    if (known) return known.minutes;
    const counters = { owner, minutes: new Map<number, number>() };
    byOwner.set(id, counters);
    return counters.minutes;
  }

  return {
    add(owner, { from, to, called }, oldest) {
      const last = Math.floor(to / minuteMs);
      if (last < oldest) return;
      const minutes = minutesOf(owner);
      const count = (minute: number, more: number) => minutes.set(minute, (minutes.get(minute) ?? 0) + more);
      // Two looks in one moment, or a clock that was set back between them.
      if (to <= from) return void count(last, called);
      for (let minute = Math.max(oldest, Math.floor(from / minuteMs)); minute <= last; minute += 1) {
        const start = Math.max(from, minute * minuteMs);
        const end = Math.min(to, (minute + 1) * minuteMs);
        if (end > start) count(minute, (called * (end - start)) / (to - from));
      }
    },
    sum(minute, isAskedFor) {
      let sum: number | null = null;
      for (const { owner, minutes } of byOwner.values()) {
        const called = minutes.get(minute);
        if (called !== undefined && isAskedFor(owner)) sum = (sum ?? 0) + called;
      }
      return sum;
    },
    forgetBefore(oldest) {
      for (const [id, { minutes }] of byOwner) {
        for (const minute of minutes.keys()) if (minute < oldest) minutes.delete(minute);
        if (minutes.size === 0) byOwner.delete(id);
      }
    },
  };
}
