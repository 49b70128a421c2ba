import type { CorrectedClock } from "../corrected-clock.ts";

/** Differences below this are ordinary; TC3 tolerates five minutes. */
const noteworthyMs = 60_000;
/** The `Date` header has whole seconds, so half of one is the best guess of the rest. */
const dateResolutionMs = 500;

export type UpstreamClock = ReturnType<typeof createUpstreamClock>;

export function createUpstreamClock(clock: CorrectedClock) {
  let skewMs: number | null = null;
  /** Upstream minus the time that we sign with. */
  let signingSkewMs: number | null = null;
  let signingOffsetMs = 0;
  return {
    /** The `Date` of an answer that just came, epoch ms; null: it had none. `isItsOwn`: not of a proxy. */
    observed(serverDate: number | null, isItsOwn: boolean): void {
      if (serverDate === null) return;
      const serverTime = serverDate + dateResolutionMs;
      if (isItsOwn) clock.heard(serverTime);
      skewMs = wholeSeconds(serverTime - clock.system.now());
      signingSkewMs = wholeSeconds(serverTime - clock.now());
      // Once the upstream's clock is right, signing by ours is right again.
      if (signingOffsetMs !== 0 && Math.abs(signingSkewMs) < noteworthyMs) signingOffsetMs = 0;
    },
    /** A signature was refused as expired. True: signing by the upstream's clock may help. */
    signatureExpired(): boolean {
      if (signingSkewMs === null || Math.abs(signingSkewMs - signingOffsetMs) < noteworthyMs) return false;
      signingOffsetMs = signingSkewMs;
      return true;
    },
    /** Added to our time when signing; 0 unless a signature was refused. */
    get signingOffsetMs(): number {
      return signingOffsetMs;
    },
    /** Upstream minus the machine's clock, to the second; null: not known. */
    get skewMs(): number | null {
      return skewMs;
    },
  };
}

const wholeSeconds = (ms: number) => Math.round(ms / 1000) * 1000;
