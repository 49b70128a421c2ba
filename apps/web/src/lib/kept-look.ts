import { readStored, store } from "./storage.ts";
import { type BoardLook, defaultView, parseView, withView } from "./view-state.ts";

/** The look that was chosen last in this browser; until something is chosen, or if it cannot be kept, the usual one. */
export function keptLook(): BoardLook {
  return inMemory ?? (inMemory = parseView(readStored("look") ?? ""));
}

let inMemory: BoardLook | null = null;

export function keepLook({ layout, density, columns }: BoardLook): void {
  inMemory = { layout, density, columns };
  store("look", withView("", { ...defaultView, ...inMemory }));
}
