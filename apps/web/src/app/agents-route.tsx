import type { Board } from "../features/board/use-board.ts";
import { PortfolioPage } from "../features/portfolio/components/portfolio-page.tsx";
import type { BoardPlace } from "../lib/board-place.ts";
import { PageTabs } from "./page-tabs.tsx";
import { useArrival } from "./use-arrival.ts";

/** The portfolio by agent, from what the board polls anyway. */
export function AgentsRoute({ board, place }: { board: Board; place: BoardPlace }) {
  useArrival(place);
  if (board.state === undefined) return board.contact === "lost" ? null : <div className="skeleton h-64" />;
  return <PortfolioPage campaigns={board.state.campaigns} tabs={<PageTabs />} />;
}
