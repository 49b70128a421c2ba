import { lazy, useEffect } from "react";
import { LazyPart } from "../components/ui/lazy-part.tsx";
import type { Board } from "../features/board/use-board.ts";
import { loadPortfolioPage } from "./load-parts.ts";
import { PageTabs } from "./page-tabs.tsx";

const PortfolioPage = lazy(async () => ({ default: (await loadPortfolioPage()).PortfolioPage }));

/** The portfolio by agent, from what the board polls anyway. */
export function AgentsRoute({ board }: { board: Board }) {
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, []);
  const waiting = <div className="skeleton h-64" />;
  if (board.state === undefined) return board.contact === "lost" ? null : waiting;
  return (
    <LazyPart waiting={waiting}>
      <PortfolioPage campaigns={board.state.campaigns} tabs={<PageTabs />} />
    </LazyPart>
  );
}
