/** Differences below this are ordinary; TC3 tolerates five minutes. */
const noteworthyMs = 60_000;
/** The `Date` header counts whole seconds, so half of one is the best guess of the rest. */
const dateResolutionMs = 500;

/** Our clock against the upstream's, learnt from the `Date` of its answers. */
export interface UpstreamClock {
  /** `serverDate` and `at` (ours, when the answer came) in epoch ms. */
  observed(serverDate: number | null, at: number): void;
  /** A signature was refused as expired. True if signing by the upstream's clock is worth a try. */
  signatureExpired(): boolean;
  /** To be added to our clock when signing, ms; 0 unless the upstream's clock proved to be what counts. */
  readonly signingOffsetMs: number;
  /** Upstream minus ours, to the second; null: never seen. */
  readonly skewMs: number | null;
}

export function createUpstreamClock(): UpstreamClock {
  let skewMs: number | null = null;
  let signingOffsetMs = 0;
  return {
    observed(serverDate, at) {
      if (serverDate === null) return;
      skewMs = Math.round((serverDate + dateResolutionMs - at) / 1000) * 1000;
      // Once somebody sets our clock right, signing by it is right again.
      if (signingOffsetMs !== 0 && Math.abs(skewMs) < noteworthyMs) signingOffsetMs = 0;
    },
    signatureExpired() {
      if (skewMs === null || Math.abs(skewMs - signingOffsetMs) < noteworthyMs) return false;
      signingOffsetMs = skewMs;
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
