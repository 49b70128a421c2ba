import { readStored, store } from "./storage.ts";
import { type BoardLook, defaultView, parseView, withView } from "./view-state.ts";

let inMemory: BoardLook | null = null;
const listeners = new Set<() => void>();

/** The look that was chosen last in this browser; until something is chosen, or if it cannot be kept, the usual one. */
export function keptLook(): BoardLook {
  return inMemory ?? (inMemory = parseView(readStored("look") ?? ""));
}

export function keepLook({ layout, density, columns }: BoardLook): void {
  inMemory = { layout, density, columns };
  store("look", withView("", { ...defaultView, ...inMemory }));
  for (const listener of listeners) listener();
}

export function onLookKept(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
