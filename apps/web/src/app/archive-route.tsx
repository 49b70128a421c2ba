import type { Session } from "@cruiseboard/contract";
import { useEffect } from "react";
import { ArchivePage } from "../features/watch-list/components/archive-page.tsx";
import type { WatchListActions } from "../features/watch-list/use-watch-list.ts";
import { PageTabs } from "./page-tabs.tsx";

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
    <ArchivePage
      mayEdit={session?.enabled.watchListEditing ?? false}
      tabs={<PageTabs />}
      onAdded={watchList.added}
    />
  );
}
