import { knownValues, type Values } from "@cruiseboard/embed-sdk/values";

export const sortKeys = knownValues.sort;
export type SortKey = Values["sort"];
export type ColumnId = Values["columns"];

interface Column {
  /** Minimum widths in rem, and the share of the remaining width. */
  readonly widths: readonly [roomy: number, tight: number, share: number];
  readonly sort?: SortKey;
  readonly usual?: true;
  /** The order in which columns are left out; undefined: never. */
  readonly leftOut?: number;
}

export const columns: Readonly<Record<ColumnId, Column>> = {
  status: { widths: [12.25, 12.25, 0], sort: "attention", usual: true },
  campaign: { widths: [17, 6.75, 1.9], sort: "name", usual: true },
  agent: { widths: [9, 7, 0.6], sort: "agent", usual: true, leftOut: 5 },
  label: { widths: [7, 6, 0.5], leftOut: 4 },
  application: { widths: [7, 6.5, 0], leftOut: 3 },
  progress: { widths: [11, 10, 1], sort: "progress", usual: true, leftOut: 9 },
  pace: { widths: [7.5, 7, 0], sort: "pace", leftOut: 6 },
  eta: { widths: [17, 14, 1.65], sort: "eta", usual: true },
  uncalled: { widths: [6.5, 5.5, 0], sort: "uncalled", leftOut: 7 },
  window: { widths: [11.5, 9.5, 1], sort: "end", usual: true },
  concurrency: { widths: [5.5, 5, 0], leftOut: 2 },
  order: { widths: [6, 5.5, 0], leftOut: 1 },
  age: { widths: [4.75, 4.5, 0], sort: "observed", usual: true, leftOut: 8 },
};
/** A new column is inserted in this order. */
export const columnIds: readonly ColumnId[] = knownValues.columns;
export const defaultColumns: readonly ColumnId[] = columnIds.filter((id) => columns[id].usual);
const dispensable = columnIds
  .filter((id) => columns[id].leftOut)
  .toSorted((one, other) => (columns[one].leftOut ?? 0) - (columns[other].leftOut ?? 0));
export const fixedColumns: readonly ColumnId[] = ["status", "campaign"];

export function parseColumns(text: string | null): readonly ColumnId[] | null {
  const wanted = new Set((text ?? "").split(","));
  const known = [...wanted].filter((id): id is ColumnId => columnIds.some((column) => column === id));
  if (known.length === 0) return null;
  return [...fixedColumns.filter((id) => !known.includes(id)), ...known];
}

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
    ...dispensable.map((_, last) => {
      const gone = new Set(dispensable.slice(0, last + 1));
      return { shown: chosen.filter((id) => !gone.has(id)), tight: true };
    }),
  ];
  return (steps.find((step) => widthOf(step) <= width) ?? steps.at(-1)) as FittedColumns;
}

function widthOf({ shown, tight }: FittedColumns): number {
  const sum = shown.reduce((width, id) => width + columns[id].widths[tight ? 1 : 0], 0);
  return padding + sum + shown.length * (tight ? gap.tight : gap.roomy);
}

export function columnTemplate({ shown, tight }: FittedColumns): string {
  const template = shown.map((id) => {
    const [roomy, narrow, share] = columns[id].widths;
    const least = `${tight ? narrow : roomy}rem`;
    return share === 0 ? least : `minmax(${least}, ${share}fr)`;
  });
  return [...template, "var(--actions)"].join(" ");
}
