/** What `boot.ts` has asked for while the page's script was still being fetched. */
interface EarlyAnswer {
  readonly response: Response;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** By path. */
export type EarlyAnswers = Map<string, Promise<EarlyAnswer>>;

declare global {
  var earlyAnswers: EarlyAnswers | undefined;
}

/** Each is given out once; undefined: nothing was asked early at this path. Rejects as its fetch did. */
export function takeEarlyAnswer(path: string): Promise<EarlyAnswer> | undefined {
  const early = globalThis.earlyAnswers?.get(path);
  globalThis.earlyAnswers?.delete(path);
  return early;
}
