import { lazy } from "../components/ui/lazy-part.tsx";

// Pages other than the board, and what reads and writes CSV.

export const CampaignRoute = lazy(async () => ({
  default: (await import("./campaign-route.tsx")).CampaignRoute,
}));
export const AgentsRoute = lazy(async () => ({ default: (await import("./agents-route.tsx")).AgentsRoute }));
export const ArchiveRoute = lazy(async () => ({
  default: (await import("./archive-route.tsx")).ArchiveRoute,
}));
export const WallPage = lazy(async () => ({ default: (await import("./wall-page.tsx")).WallPage }));
export const AddDialog = lazy(async () => ({
  default: (await import("../features/watch-list/components/add-dialog.tsx")).AddDialog,
}));
export const FirstRun = lazy(async () => ({
  default: (await import("../features/watch-list/components/add-dialog.tsx")).FirstRun,
}));
export const SelectionBar = lazy(async () => ({
  default: (await import("../features/board/components/selection-bar.tsx")).SelectionBar,
}));
