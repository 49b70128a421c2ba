/** Points of a line in a box of so many pixels; a value that is not known parts it. */
interface SparklineOptions {
  readonly values: readonly (number | null)[];
  readonly width: number;
  readonly height: number;
}

/** As the `d` of an SVG path. From 0 at the bottom to the greatest at the top; a lone point is a dot. */
export function sparklinePath({ values, width, height }: SparklineOptions): string {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  const path: string[] = [];
  let drawing = false;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      drawing = false;
      continue;
    }
    const point = `${round(index * step)} ${round(height * (1 - value / most))}`;
    const alone = !drawing && values[index + 1] == null;
    path.push(`${drawing ? "L" : "M"}${point}${alone ? "h.01" : ""}`);
    drawing = true;
  }
  return path.join("");
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

/** What the line tells, in figures. */
export interface SparklineFacts {
  /** Of the last minute; null: it was not observed. */
  readonly last: number | null;
  readonly least: number;
  readonly most: number;
  readonly unobserved: number;
}

/** null: no two minutes on end were observed, so there is no course to draw; a dot by itself would look like dirt. */
export function sparklineFacts(values: readonly (number | null)[]): SparklineFacts | null {
  const hasCourse = values.some((value, index) => value !== null && (values[index + 1] ?? null) !== null);
  if (!hasCourse) return null;
  const known = values.filter((value) => value !== null);
  return {
    last: values.at(-1) ?? null,
    least: Math.min(...known),
    most: Math.max(...known),
    unobserved: values.length - known.length,
  };
}
