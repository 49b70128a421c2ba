import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { campaignPath, openBoard, sidewaysOverflow } from "../stage/board-page.ts";
import { expect, lookingTest, test } from "../stage/test.ts";

/** Pictures to look at; nothing compares them yet. */
const folder = fileURLToPath(new URL("../test-results/looks/", import.meta.url));
const widths = { 1440: 900, 768: 1024, 390: 844 } as const;

/** Each language and each theme once: colors take no room. */
for (const [lang, theme] of [
  ["en", "light"],
  ["zh-CN", "dark"],
]) {
  const [name, query] = [`${lang} ${theme}`, `?lang=${lang}&theme=${theme}`];
  lookingTest(`board, dialog and campaign page fit every width in ${name}`, async ({ page }) => {
    await openBoard(page, query);
    await takePictures(page, `board ${name}`);
    await page.getByRole("button", { name: /^(Add campaigns|添加监控任务)$/ }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await takePictures(page, `dialog ${name}`);
    await page.goto(campaignPath(2573) + query);
    await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
    await takePictures(page, `campaign ${name}`);
  });
}

test.describe("in trouble", () => {
  test.use({ stageOptions: { campaigns: 4, watched: 0 } });

  test("first run, outage and a lost backend fit every width", async ({ page, stage }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
    await takePictures(page, "first-run en light");
    await stage.simulator.crash();
    await stage.backend.watch([2569, 2570, 2571, 999_999]);
    await expect(page.getByText("Tencent unreachable").first()).toBeVisible();
    await takePictures(page, "unreachable en light");
    await stage.backend.kill();
    await expect(page.getByText("The board cannot reach its server")).toBeVisible();
    await takePictures(page, "lost en light");
  });
});

async function takePictures(page: Page, name: string): Promise<void> {
  for (const [width, height] of Object.entries(widths)) {
    await page.setViewportSize({ width: Number(width), height });
    await expect.poll(() => sidewaysOverflow(page), `${name} at ${width} px`).toBe(0);
    await page.screenshot({ path: `${folder}${name.replaceAll(" ", "-")}-${width}.png` });
  }
}
