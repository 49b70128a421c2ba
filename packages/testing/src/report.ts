export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
  readonly unit?: string;
}

const failures: string[] = [];

/** Prints a figure beside its bound. */
export function report({ name, value, bound, unit = "" }: Figure): void {
  const holds = "atMost" in bound ? value <= bound.atMost : value >= bound.atLeast;
  const limit = "atMost" in bound ? `≤ ${bound.atMost}` : `≥ ${bound.atLeast}`;
  if (!holds) failures.push(name);
  const shown = Number.isInteger(value) ? `${value}` : value.toFixed(value >= 100 ? 0 : 3);
  console.log(`${holds ? "✓" : "✗"} ${name}: ${shown}${unit && ` ${unit}`} (${limit})`);
}

export function heading(text: string): void {
  console.log(`\n${text}`);
}

/** Ends the process: non-zero if a figure was out of its bound. */
export function conclude(): never {
  if (failures.length > 0) console.log(`\nOut of bounds: ${failures.join("; ")}`);
  process.exit(failures.length > 0 ? 1 : 0);
}
