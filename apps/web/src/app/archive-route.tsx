import type { Session } from "@cruiseboard/contract";
import { ArchivePage } from "../features/watch-list/components/archive-page.tsx";
import type { WatchListActions } from "../features/watch-list/use-watch-list.ts";
import type { BoardPlace } from "../lib/board-place.ts";
import { PageTabs } from "./page-tabs.tsx";
import { useArrival } from "./use-arrival.ts";

interface ArchiveRouteProps {
  readonly place: BoardPlace;
  readonly session: Session | undefined;
  readonly watchList: WatchListActions;
}

/** What has left the board. */
export function ArchiveRoute({ place, session, watchList }: ArchiveRouteProps) {
  useArrival(place);
  return (
    <ArchivePage
      mayEdit={session?.enabled.watchListEditing ?? false}
      tabs={<PageTabs />}
      onAdded={watchList.added}
    />
  );
}
