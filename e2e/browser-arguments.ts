/** Playwright's own list, which a second one replaces; of what its version 1.65 names, all that a page could notice. */
const asPlaywright = [
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
  "AimEnabled",
];
/**
 * What drops down from the address bar: two pages of the browser's own, loaded anew for every window that a test opens,
 * which takes more of the processor than the test's own page.
 */
const addressBar = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"];

/** How Chromium is started to test or measure pages, on a machine without a screen. */
export const browserArguments: readonly string[] = [
  "--disable-gpu",
  "--disable-dev-shm-usage",
  `--disable-features=${[...asPlaywright, ...addressBar].join(",")}`,
];
