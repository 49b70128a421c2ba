/** A new column is inserted in this order. */
export const columnIds = [
  "status",
  "campaign",
  "agent",
  "label",
  "application",
  "progress",
  "pace",
  "eta",
  "uncalled",
  "window",
  "concurrency",
  "order",
  "age",
] as const;
export type ColumnId = (typeof columnIds)[number];

export const fixedColumns: readonly ColumnId[] = ["status", "campaign"];

export const defaultColumns: readonly ColumnId[] = [
  "status",
  "campaign",
  "agent",
  "progress",
  "pace",
  "eta",
  "window",
  "age",
];

/** `forecast` joins pace and eta where they do not fit side by side. */
export type ShownColumn = ColumnId | "forecast";

/** Reads `status,campaign,eta`; null: absent or invalid. */
export function parseColumns(text: string | null): readonly ColumnId[] | null {
  const wanted = new Set((text ?? "").split(","));
  const known = [...wanted].filter((id): id is ColumnId => columnIds.some((column) => column === id));
  if (known.length === 0) return null;
  return [...fixedColumns.filter((id) => !known.includes(id)), ...known];
}

/** Minimum widths in rem, and the share of the remaining width. */
const widths: Record<ShownColumn, readonly [roomy: number, tight: number, share: number]> = {
  status: [12.5, 11.25, 0],
  campaign: [14, 7, 1.7],
  agent: [9, 7, 1.5],
  label: [7, 6, 0.5],
  application: [7, 6.5, 0],
  progress: [11, 9, 0.8],
  pace: [7, 6, 0],
  eta: [11, 9.5, 0.3],
  uncalled: [6.5, 5.5, 0],
  forecast: [11.5, 10.25, 0.9],
  window: [11.5, 7, 0.3],
  concurrency: [5.5, 5, 0],
  order: [6, 5.5, 0],
  age: [4.75, 3.5, 0.2],
};

/** In the order in which columns are left out. */
const dispensable: readonly ShownColumn[] = [
  "order",
  "concurrency",
  "application",
  "label",
  "agent",
  "uncalled",
  "age",
  "window",
  "pace",
  "progress",
];

/** In rem; `edges` holds the buttons at the row's end and the padding. */
const gap = { roomy: 1, tight: 0.625 } as const;
const edges = 4.25;

export interface FittedColumns {
  readonly shown: readonly ShownColumn[];
  readonly tight: boolean;
}

/** Fits columns into a width in rem: joins pace and eta, moves the agent below the name, tightens, then leaves out. */
export function fitColumns(chosen: readonly ColumnId[], width: number): FittedColumns {
  const folded = withForecast(chosen);
  const steps: FittedColumns[] = [
    { shown: chosen, tight: false },
    { shown: folded, tight: false },
    { shown: folded.filter((id) => id !== "agent"), tight: false },
    { shown: folded.filter((id) => id !== "agent"), tight: true },
  ];
  const fitting = steps.find((step) => widthOf(step) <= width);
  return fitting ?? { shown: withoutSurplus(folded, width), tight: true };
}

function withForecast(chosen: readonly ColumnId[]): readonly ShownColumn[] {
  if (!chosen.includes("pace") || !chosen.includes("eta")) return chosen;
  return chosen.filter((id) => id !== "pace").map((id) => (id === "eta" ? "forecast" : id));
}

function withoutSurplus(columns: readonly ShownColumn[], width: number): readonly ShownColumn[] {
  let shown = columns;
  for (const id of dispensable) {
    if (widthOf({ shown, tight: true }) <= width) break;
    shown = shown.filter((column) => column !== id);
  }
  return shown;
}

function widthOf({ shown, tight }: FittedColumns): number {
  const columns = shown.reduce((sum, id) => sum + widths[id][tight ? 1 : 0], 0);
  return edges + columns + shown.length * (tight ? gap.tight : gap.roomy);
}

export function columnTemplate({ shown, tight }: FittedColumns): string {
  const columns = shown.map((id) => {
    const least = `${widths[id][tight ? 1 : 0]}rem`;
    return widths[id][2] === 0 ? least : `minmax(${least}, ${widths[id][2]}fr)`;
  });
  return [...columns, "var(--actions)"].join(" ");
}
