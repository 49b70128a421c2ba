/** What is not needed for the first sight of the board has chunks of its own, fetched once there is time. */
export const loadCampaignPage = () => import("../features/campaign/components/campaign-page.tsx");
export const loadAddDialog = () => import("../features/watch-list/components/add-dialog.tsx");
export const loadFirstRun = () => import("../features/watch-list/components/first-run.tsx");
const loadChart = () => import("../features/campaign/components/burn-up-chart.tsx");

/** A chunk that fails now is asked for again when it is needed. */
export function prefetchParts(): void {
  for (const load of [loadCampaignPage, loadAddDialog, loadChart]) load().catch(() => {});
}
