import type { CorrectedClock } from "../corrected-clock.ts";

/** Differences below this are ordinary; TC3 tolerates five minutes. */
const noteworthyMs = 60_000;
/** The `Date` header counts whole seconds, so half of one is the best guess of the rest. */
const dateResolutionMs = 500;

/** Our clocks against the upstream's, learnt from the `Date` of its answers. */
export interface UpstreamClock {
  /** The `Date` of an answer that came just now, epoch ms; null: it had none. `isItsOwn`: no broken hop's. */
  observed(serverDate: number | null, isItsOwn: boolean): void;
  /** A signature was refused as expired. True if signing by the upstream's clock is worth a try. */
  signatureExpired(): boolean;
  /** To be added to our time when signing, ms; 0 unless the upstream's clock proved to be what counts. */
  readonly signingOffsetMs: number;
  /** Upstream minus the machine's clock, to the second; null: never seen. */
  readonly skewMs: number | null;
}

export function createUpstreamClock(clock: CorrectedClock): UpstreamClock {
  let skewMs: number | null = null;
  /** Upstream minus the time by which we sign. */
  let signingSkewMs: number | null = null;
  let signingOffsetMs = 0;
  return {
    observed(serverDate, isItsOwn) {
      if (serverDate === null) return;
      const serverTime = serverDate + dateResolutionMs;
      if (isItsOwn) clock.heard(serverTime);
      skewMs = wholeSeconds(serverTime - clock.system.now());
      signingSkewMs = wholeSeconds(serverTime - clock.now());
      // Once the upstream's clock is right, signing by ours is right again.
      if (signingOffsetMs !== 0 && Math.abs(signingSkewMs) < noteworthyMs) signingOffsetMs = 0;
    },
    signatureExpired() {
      if (signingSkewMs === null || Math.abs(signingSkewMs - signingOffsetMs) < noteworthyMs) return false;
      signingOffsetMs = signingSkewMs;
      return true;
    },
    get signingOffsetMs() {
      return signingOffsetMs;
    },
    get skewMs() {
      return skewMs;
    },
  };
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
