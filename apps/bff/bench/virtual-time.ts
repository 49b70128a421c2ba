import { subscribe } from "node:diagnostics_channel";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { createTimerQueue } from "./timer-queue.ts";

/**
 * Loaded into a backend ahead of everything else (`node --import`): its time stands still, wall clock and timers alike,
 * until its parent moves it on by message. A day passes as fast as the machine can live it. What takes real time, such
 * as an exchange with the upstream, takes none of this one.
 */
export type VirtualTimeOrder = { readonly advanceMs: number } | { readonly measure: true };

/** Bytes. `held`: what is left of heap and buffers after a collection; `most`: the highest that the process ever had. */
export interface MeasuredMemory {
  readonly resident: number;
  readonly most: number;
  readonly held: number;
}

const start = Date.now();
const queue = createTimerQueue();
const now = () => start + Math.floor(queue.now());

globalThis.Date = new Proxy(Date, {
  construct: (target, parameters, newTarget: typeof Date) =>
    Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as Date,
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});
performance.now = () => queue.now();
const armed =
  (repeats: boolean) =>
  <T extends unknown[]>(callback: (...parameters: T) => void, delayMs = 0, ...parameters: T) =>
    queue.arm(() => callback(...parameters), delayMs, repeats);
Object.assign(globalThis, {
  setTimeout: armed(false),
  setInterval: armed(true),
  clearTimeout: queue.disarm,
  clearInterval: queue.disarm,
});

/** To the upstream. */
const requests = { underWay: 0 };
subscribe("undici:request:create", () => void (requests.underWay += 1));
subscribe("undici:request:trailers", () => void (requests.underWay -= 1));
subscribe("undici:request:error", () => void (requests.underWay -= 1));

process.on("message", (order: VirtualTimeOrder) => {
  if ("measure" in order) void measure().then((measured) => process.send?.(measured));
  else void advance(order.advanceMs).then(() => process.send?.({ advanced: true }));
});

async function advance(ms: number): Promise<void> {
  const target = queue.now() + ms;
  do {
    await turnOfTheLoop();
    while (requests.underWay > 0) await turnOfTheLoop();
  } while (queue.fireNext(target));
}

/** Twice: buffers that a collection lets go of are counted until a moment later. */
async function measure(): Promise<MeasuredMemory> {
  globalThis.gc?.();
  await turnOfTheLoop();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { resident: rss, most: process.resourceUsage().maxRSS * 1024, held: heapUsed + external };
}
