import { callDeadline } from "./call-deadline.ts";
import type { Asked } from "./time.ts";

/** To a call that was made while the page's script was still being fetched. */
interface EarlyAnswer extends Asked {
  readonly response: Response;
}

declare global {
  /** By path; where boot.ts leaves them for the page's script. */
  var earlyAnswers: Map<string, Promise<EarlyAnswer>> | undefined;
}

export function askEarly(paths: readonly string[]): void {
  globalThis.earlyAnswers = new Map(paths.map((path) => [path, ask(path)]));
  // A failure is for whoever takes the answer to tell.
  for (const answer of globalThis.earlyAnswers.values()) answer.catch(() => {});
}

async function ask(path: string): Promise<EarlyAnswer> {
  const sentAt = performance.now();
  const signal = AbortSignal.timeout(callDeadline);
  const response = await fetch(path, { headers: { accept: "application/json" }, cache: "no-store", signal });
  return { response, sentAt, answeredAt: performance.now() };
}

/** Each is given out once; undefined: nothing was asked early at this path. Rejects as its fetch did. */
export function takeEarlyAnswer(path: string): Promise<EarlyAnswer> | undefined {
  const early = globalThis.earlyAnswers?.get(path);
  globalThis.earlyAnswers?.delete(path);
  return early;
}
