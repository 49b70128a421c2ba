import { CccAbortedError, type CccError, CccTimeoutError } from "./ccc-error.ts";

/** Where the deadline's timer comes from, so that tests need not wait. */
export interface DeadlineTimers {
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

export const systemTimers: DeadlineTimers = {
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout(timer: NodeJS.Timeout) {
    clearTimeout(timer);
  },
};

/** The response's head, filled in as soon as it arrives, so that even a hang within the body can report it. */
export interface ResponseHead {
  httpStatus: number | null;
  serverDate: number | null;
}

/** One call on its way: what may end it early, and what it has seen so far. */
export interface PendingCall {
  readonly head: ResponseHead;
  /** Aborted with a CccError as its reason. */
  readonly signal: AbortSignal;
  /** Rejects as soon as the signal aborts: undici itself waits with that while a call queues or connects. */
  readonly cancelled: Promise<never>;
  /** Ends the call from within, as the closing of the client does. */
  abort(message: string): void;
  /** Takes away timer and listener. */
  end(): void;
}

export function beginCall(
  timeoutMs: number,
  timers: DeadlineTimers,
  callerSignal: AbortSignal | undefined,
): PendingCall {
  const head: ResponseHead = { httpStatus: null, serverDate: null };
  const controller = new AbortController();
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  // Nobody may be listening any more, or not yet.
  cancelled.catch(() => undefined);
  const cancel = (error: CccError) => {
    controller.abort(error);
    reject(error);
  };
  const abort = (message: string) => cancel(new CccAbortedError(message, head));
  const onCallerAbort = () => abort("The caller aborted the call");
  const timer = timers.setTimeout(
    () => cancel(new CccTimeoutError(`No complete answer within ${timeoutMs} ms`, head)),
    timeoutMs,
  );
  if (callerSignal?.aborted) onCallerAbort();
  callerSignal?.addEventListener("abort", onCallerAbort, { once: true });
  const end = () => {
    timers.clearTimeout(timer);
    callerSignal?.removeEventListener("abort", onCallerAbort);
  };
  return { head, signal: controller.signal, cancelled, abort, end };
}
