import { type PortalStage, startPortalStage } from "./portal-stage.ts";
import { guarded } from "./test.ts";

/**
 * A test in which the browser blocks third-party cookies, and a portal frames a board of another site: to a browser
 * every name under .localhost is a site of its own.
 */
export const portalTest = guarded.extend<object, { stage: PortalStage }>({
  launchOptions: [
    async ({ launchOptions }, provide) => {
      const args = [...(launchOptions.args ?? []), "--test-third-party-cookie-phaseout"];
      await provide({ ...launchOptions, args });
    },
    { scope: "worker" },
  ],
  stage: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names from the pattern
    async ({}, provide) => {
      const stage = await startPortalStage(12);
      await provide(stage);
      await stage.stop();
    },
    { scope: "worker" },
  ],
});

export { expect } from "@playwright/test";
