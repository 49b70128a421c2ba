import type { Campaign } from "@cruiseboard/contract";
import { hasOutlook, hasUncalled } from "../../lib/forecast.ts";
import type { Density, Layout } from "../../lib/view-state.ts";
import { campaignsIn, isGroup, type Line } from "./board-lines.ts";

/** How wide the window is: a phone, a larger one, a portal's frame, or room for columns. As in styles.css. */
export type Room = "narrow" | "medium" | "frame" | "wide";

/** The space below a card, in rem; rows touch. */
const cardGap = 0.5;
/** A card of the cards view with its chart, in rem; fixed in styles.css. */
const cardHeight = 19;
const groupHeight = 2.75;
const rowHeights: Record<Density, number> = { comfortable: 4, compact: 2.5 };
/** Without the forecast, of which each line adds to these; in the frame it is one line. */
const stackedHeights = { narrow: 12.375, medium: 9.625, frame: 6 } as const;
const forecastLine = 1.25;
const forecastGap = 0.375;

interface LineHeightOptions {
  readonly layout: Layout;
  readonly density: Density;
  readonly room: Room;
  /** Pixels in a rem. */
  readonly rem: number;
}

/** How high each line of the board is, in pixels. Known beforehand, so that nothing has to be measured. */
export function lineHeight({ layout, density, room, rem }: LineHeightOptions): (line: Line) => number {
  if (layout === "cards") return (line) => rem * (isGroup(line) ? groupHeight : cardHeight + 1.5 * cardGap);
  if (room === "wide") return (line) => rem * (isGroup(line) ? groupHeight : rowHeights[density]);
  const base = stackedHeights[room];
  const forecast = room === "frame" ? lowForecast : forecastHeight;
  return (line) => {
    const [campaign] = campaignsIn(line);
    return rem * (cardGap + (campaign ? base + forecast(campaign) : groupHeight));
  };
}

function forecastHeight(campaign: Campaign): number {
  const lines = Number(hasOutlook(campaign)) + Number(hasUncalled(campaign));
  return lines === 0 ? 0 : forecastGap + lines * forecastLine;
}

function lowForecast(campaign: Campaign): number {
  return Math.min(forecastHeight(campaign), forecastGap + forecastLine);
}
