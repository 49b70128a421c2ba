/**
 * Loaded into a backend ahead of everything else (`node --import`): by message, its wall clock is as far ahead of the
 * machine's (or behind it) as somebody set it. Timers and the steady clock go on as they do when a machine's clock is set.
 */
const realNow = Date.now;
let aheadMs = 0;
const now = () => realNow() + aheadMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, parameters, newTarget: typeof Date) =>
    Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as Date,
  apply: () => new Date().toString(),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});

process.on("message", (message: { readonly clockAheadMs?: unknown }) => {
  if (typeof message.clockAheadMs === "number") aheadMs = message.clockAheadMs;
});
