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
  "eta",
  "window",
  "age",
];

export function parseColumns(text: string | null): readonly ColumnId[] | null {
  const wanted = new Set((text ?? "").split(","));
  const known = [...wanted].filter((id): id is ColumnId => columnIds.some((column) => column === id));
  if (known.length === 0) return null;
  return [...fixedColumns.filter((id) => !known.includes(id)), ...known];
}

/** Minimum widths in rem, and the share of the remaining width. */
const widths: Record<ColumnId, readonly [roomy: number, tight: number, share: number]> = {
  status: [12.25, 12.25, 0],
  campaign: [17, 7.25, 2],
  agent: [9, 7, 0.6],
  label: [7, 6, 0.5],
  application: [7, 6.5, 0],
  progress: [11, 10, 1],
  pace: [7.5, 7, 0],
  eta: [17, 14, 1.6],
  uncalled: [6.5, 5.5, 0],
  window: [11.5, 9, 0.9],
  concurrency: [5.5, 5, 0],
  order: [6, 5.5, 0],
  age: [4.75, 4.5, 0],
};

/** In the order in which columns are left out. */
const dispensable: readonly ColumnId[] = [
  "order",
  "concurrency",
  "application",
  "label",
  "agent",
  "pace",
  "uncalled",
  "age",
  "progress",
];

/** In rem. */
const gap = { roomy: 1, tight: 0.625 } as const;
const padding = 1.25;
/** Of a row on an upright A4 sheet, in rem of styles.css for print. */
export const sheetWidth = 62;

export interface FittedColumns {
  readonly shown: readonly ColumnId[];
  readonly tight: boolean;
}

/** Fits columns into a width in rem: moves the agent below the name, tightens, then leaves out. */
export function fitColumns(chosen: readonly ColumnId[], width: number): FittedColumns {
  const withoutAgent = chosen.filter((id) => id !== "agent");
  const steps: FittedColumns[] = [
    { shown: chosen, tight: false },
    { shown: withoutAgent, tight: false },
    { shown: withoutAgent, tight: true },
  ];
  const fitting = steps.find((step) => widthOf(step) <= width);
  return fitting ?? { shown: withoutSurplus(chosen, width), tight: true };
}

function withoutSurplus(columns: readonly ColumnId[], width: number): readonly ColumnId[] {
  let shown = columns;
  for (const id of dispensable) {
    if (widthOf({ shown, tight: true }) <= width) break;
    shown = shown.filter((column) => column !== id);
  }
  return shown;
}

function widthOf({ shown, tight }: FittedColumns): number {
  const columns = shown.reduce((sum, id) => sum + widths[id][tight ? 1 : 0], 0);
  return padding + columns + shown.length * (tight ? gap.tight : gap.roomy);
}

export function columnTemplate({ shown, tight }: FittedColumns): string {
  const columns = shown.map((id) => {
    const least = `${widths[id][tight ? 1 : 0]}rem`;
    return widths[id][2] === 0 ? least : `minmax(${least}, ${widths[id][2]}fr)`;
  });
  return [...columns, "var(--actions)"].join(" ");
}
