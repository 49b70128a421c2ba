/** What is not needed for the first sight of the board has chunks of its own; the build names them for prefetching. */
export const loadCampaignRoute = () => import("./campaign-route.tsx");
export const loadAddDialog = () => import("../features/watch-list/components/add-dialog.tsx");
export const loadLabelDialog = () => import("../features/watch-list/components/label-dialog.tsx");
export const loadFirstRun = () => import("../features/watch-list/components/first-run.tsx");
export const loadWallPage = () => import("./wall-page.tsx");
export const loadAgentsRoute = () => import("./agents-route.tsx");
export const loadSelectionBar = () => import("../features/board/components/selection-bar.tsx");
export const loadFilterChips = () => import("../features/board/components/filter-chips.tsx");
export const loadArchiveRoute = () => import("./archive-route.tsx");
export const loadNotFoundPage = () => import("./not-found-page.tsx");
export const loadOwnName = () => import("../features/session/components/own-name.tsx");
export const loadNoticeBell = () => import("../features/notices/components/notice-bell.tsx");
