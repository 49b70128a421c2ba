import { everyKind, type MadeCampaign, minutesFromNow } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";
import { textFaults } from "../stage/text-faults.ts";

/** Each kind of campaign with all that takes much room: long names, large numbers, spans over days. */
const large: readonly MadeCampaign[] = everyKind.map((campaign, index) => ({
  ...campaign,
  name:
    index % 2 === 0
      ? campaign.name
      : "Renewal reminder for the southern region, second attempt of the quarter",
  agent: index % 3 === 0 ? campaign.agent : "supervisor.with.a.long.name@contact-center.example.com",
  label: index % 2 === 0 ? null : "South, gold customers, autumn",
  totalCallees: campaign.totalCallees === null ? null : 234_567,
  calledCallees: campaign.calledCallees === null ? null : 123_456,
  eta: campaign.eta && { earliest: minutesFromNow(1400), latest: minutesFromNow(3000) },
  endTime: index % 4 === 0 ? minutesFromNow(3000) : campaign.endTime,
}));

const views = ["/?", "/?density=compact&", "/?layout=cards&", "/?group=agent&", "/agents?", "/wall?"];

for (const lang of ["en", "zh-CN"]) {
  for (const width of [320, 640, 1024, 1440]) {
    test(`nothing is cut through or written over at ${width} px in ${lang}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await playMadeWorld(page, { campaigns: large });
      const faults: Record<string, string[]> = {};
      for (const view of views) {
        await page.goto(`${view}lang=${lang}`);
        await expect(page.locator("[data-campaign], [data-agent]").first()).toBeVisible();
        // What has a chunk of its own comes after the rows.
        if (view.includes("group"))
          await expect(page.locator("[data-line] [aria-expanded]").first()).toBeVisible();
        faults[view] = await textFaults(page);
      }
      expect(faults).toEqual(Object.fromEntries(views.map((view) => [view, []])));
    });
  }
}
