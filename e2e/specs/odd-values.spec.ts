import type { Page } from "@playwright/test";
import { campaignOn, campaignPath, openBoard, sidewaysOverflow } from "../stage/board-page.ts";
import { expect, test } from "../stage/test.ts";

const hostileNames: readonly string[] = [
  `<img src=x onerror="window.scriptRan = true">`,
  `"><script>window.scriptRan = true</script>`,
  `javascript:alert(1) ' " \` \${7*7} {{7*7}}`,
  "\u202Egnp.exe\u202Dlive\u2066 RTL override",
  "W".repeat(1024),
  "👩‍👩‍👧‍👦 新能源汽车推荐 🚗💨 ".repeat(8),
];

test.describe("hostile names", () => {
  test.use({ stageOptions: { campaigns: hostileNames.length } });

  test("are shown as text, run nothing and break no layout", async ({ page, stage }) => {
    for (const [index, Name] of hostileNames.entries())
      await stage.simulator.override(2569 + index, { Name, Agent: `${Name}@x`.slice(0, 200), UUI: Name });
    await openBoard(page);
    for (const [index, name] of hostileNames.entries()) {
      const link = campaignOn(page, 2569 + index).getByRole("link");
      await expect(link).toHaveText(name.trim());
    }
    await expectCalmLayout(page);
    for (const index of hostileNames.keys()) {
      await page.goto(campaignPath(2569 + index));
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(hostileNames[index]?.trim() ?? "");
      await expectCalmLayout(page);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await openBoard(page);
    await expectCalmLayout(page);
    expect(await page.evaluate(() => "scriptRan" in window)).toBe(false);
  });
});

test.describe("odd values", () => {
  // Watched once they are odd, since an end that was observed is never taken back.
  test.use({ stageOptions: { campaigns: 8, watched: 0 } });

  test("are shown for what they are", async ({ page, stage }) => {
    const { simulator, backend } = stage;
    await simulator.override(2569, { TotalCalleeCount: 100, CalledCalleeCount: 120, State: 1 });
    await simulator.override(2570, { TotalCalleeCount: 0, CalledCalleeCount: 0, State: 1 });
    await simulator.override(2571, { TotalCalleeCount: null, CalledCalleeCount: 7 });
    await simulator.override(2572, { CalledCalleeCount: null, TotalCalleeCount: 50, State: 1 });
    await simulator.override(2573, { State: 7 });
    await simulator.override(2574, { Name: null, Agent: null, StartTime: null, EndTime: null, State: null });
    await simulator.override(2575, { TotalCalleeCount: 100, CalledCalleeCount: 29 });
    await simulator.override(2576, { TotalCalleeCount: 900, CalledCalleeCount: 1 });
    await backend.watch(Array.from({ length: 8 }, (_, index) => 2569 + index));
    await openBoard(page);

    await expect(campaignOn(page, 2575).getByText("29%", { exact: true })).toBeVisible();
    await expect(campaignOn(page, 2576).getByText("<1%", { exact: true })).toBeVisible();

    const over = campaignOn(page, 2569).getByRole("progressbar");
    await expect(over).toHaveAttribute("aria-valuenow", "120");
    await expect(over).toHaveAttribute("aria-valuemax", "100");
    await expect(over).toHaveAttribute("aria-valuetext", "120 of 100 callees called");

    const nobody = campaignOn(page, 2570);
    await expect(nobody.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "no callees to call");
    await expect(nobody).not.toContainText("%");

    const totalUnknown = campaignOn(page, 2571);
    await expect(totalUnknown.getByRole("progressbar")).not.toHaveAttribute("aria-valuemax");
    await expect(totalUnknown.getByRole("progressbar")).toHaveAttribute(
      "aria-valuetext",
      "7 callees called, total unknown",
    );
    await expect(totalUnknown).not.toContainText("%");

    const calledUnknown = campaignOn(page, 2572).getByRole("progressbar");
    await expect(calledUnknown).not.toHaveAttribute("aria-valuenow");
    await expect(calledUnknown).toHaveAttribute("aria-valuetext", "called unknown, 50 callees in total");

    await expect(campaignOn(page, 2573)).toHaveAttribute("data-state", "unknown");
    await expect(campaignOn(page, 2573).getByText("Unknown (7)", { exact: true })).toBeVisible();

    const nameless = campaignOn(page, 2574);
    await expect(nameless.getByRole("link")).toHaveText("Campaign 2574");
    await expect(nameless.locator("time")).toHaveCount(0);
    await expect(nameless.getByText("1970")).toHaveCount(0);
    await expectCalmLayout(page);
  });
});

async function expectCalmLayout(page: Page): Promise<void> {
  for (const width of [1280, 768, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await expect.poll(() => sidewaysOverflow(page), `sideways at ${width} px`).toBe(0);
  }
}
