import { useEffect } from "react";
import type { Board } from "../features/board/use-board.ts";
import { PortfolioPage } from "../features/portfolio/components/portfolio-page.tsx";
import { PageTabs } from "./page-tabs.tsx";

/** The portfolio by agent, from what the board polls anyway. */
export function AgentsRoute({ board }: { board: Board }) {
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, []);
  if (board.state === undefined) return board.contact === "lost" ? null : <div className="skeleton h-64" />;
  return <PortfolioPage campaigns={board.state.campaigns} tabs={<PageTabs />} />;
}
