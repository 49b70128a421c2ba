import { lazy } from "../components/ui/lazy-part.tsx";
import { browserIdle } from "../lib/idle-queue.ts";

// What is not needed for the first sight of the board has chunks of its own; the build prefetches some by their files' names.

export const CampaignRoute = lazy(async () => ({
  default: (await import("./campaign-route.tsx")).CampaignRoute,
}));
export const AgentsRoute = lazy(async () => ({ default: (await import("./agents-route.tsx")).AgentsRoute }));
export const ArchiveRoute = lazy(async () => ({
  default: (await import("./archive-route.tsx")).ArchiveRoute,
}));
export const NotFoundPage = lazy(async () => ({
  default: (await import("./not-found-page.tsx")).NotFoundPage,
}));
export const WallPage = lazy(async () => ({ default: (await import("./wall-page.tsx")).WallPage }));
export const AddDialog = lazy(async () => ({
  default: (await import("../features/watch-list/components/add-dialog.tsx")).AddDialog,
}));
export const LabelDialog = lazy(async () => ({
  default: (await import("../features/watch-list/components/label-dialog.tsx")).LabelDialog,
}));
export const FirstRun = lazy(async () => ({
  default: (await import("../features/watch-list/components/first-run.tsx")).FirstRun,
}));
export const SelectionBar = lazy(async () => ({
  default: (await import("../features/board/components/selection-bar.tsx")).SelectionBar,
}));
export const FilterChips = lazy(async () => ({
  default: (await import("../features/board/components/filter-chips.tsx")).FilterChips,
}));
export const OwnName = lazy(async () => ({
  default: (await import("../features/session/components/own-name.tsx")).OwnName,
}));

/** Notices can wait until the board itself is there. */
export const NoticeBell = lazy(async () => {
  await browserIdle();
  return { default: (await import("../features/notices/components/notice-bell.tsx")).NoticeBell };
});
