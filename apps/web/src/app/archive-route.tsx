import type { Session } from "@cruiseboard/contract";
import { lazy, useEffect } from "react";
import { LazyPart } from "../components/ui/lazy-part.tsx";
import type { WatchListActions } from "../features/watch-list/use-watch-list.ts";
import { loadArchivePage } from "./load-parts.ts";
import { PageTabs } from "./page-tabs.tsx";

const ArchivePage = lazy(async () => ({ default: (await loadArchivePage()).ArchivePage }));

interface ArchiveRouteProps {
  readonly session: Session | undefined;
  readonly watchList: WatchListActions;
}

/** What has left the board. */
export function ArchiveRoute({ session, watchList }: ArchiveRouteProps) {
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, []);
  return (
    <LazyPart waiting={<div className="skeleton h-40" />}>
      <ArchivePage
        mayEdit={session?.enabled.watchListEditing ?? false}
        tabs={<PageTabs />}
        onAdded={watchList.added}
      />
    </LazyPart>
  );
}
