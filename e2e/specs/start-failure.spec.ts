import type { Page } from "@playwright/test";
import { allCampaigns } from "../stage/board-page.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

test.use({ allowedComplaints: [/./] });

const english = "Cruiseboard could not be started";
const chinese = "巡航外呼看板无法启动";

async function expectWords(page: Page): Promise<void> {
  await expect(page.getByText(english)).toBeVisible();
  await expect(page.getByText(chinese)).toBeVisible();
}

for (const [name, pattern] of [
  ["its script", /\/assets\/index-.*\.js$/],
  ["what its script needs", /\/assets\/base-.*\.js$/],
  ["its language's words", /\/assets\/en-.*\.js$/],
] as const)
  test(`a page without ${name} says so in both languages, and starts by itself once it is there`, async ({
    page,
  }) => {
    await page.clock.install();
    await page.route(pattern, (route) => route.abort("connectionreset"));
    await page.goto("/");
    await expectWords(page);
    await page.unroute(pattern);
    await page.clock.runFor(31_000);
    await expect(allCampaigns(page).first()).toBeVisible();
    await expect(page.getByText(english)).toBeHidden();
  });

test("a page of which no script comes says so", async ({ page }) => {
  await page.route(/\/assets\/.*\.js$/, (route) => route.abort("connectionreset"));
  await page.goto("/");
  await expectWords(page);
  await page.unroute(/\/assets\/.*\.js$/);
  await page.getByRole("link", { name: "reload it" }).click();
  await expect(allCampaigns(page).first()).toBeVisible();
});

test("a page that fails as it starts says so", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "matchMedia", {
      get: () => {
        if (document.querySelector('script[type="module"]')) throw new Error("A defect");
        return () => ({ matches: false, addEventListener() {}, removeEventListener() {} });
      },
    });
  });
  await page.goto("/");
  await expectWords(page);
});

test("a page that cannot learn who looks shows its board, and an empty one says what is missing", async ({
  page,
}) => {
  await page.route("**/api/v1/session", (route) =>
    route.fulfill({ status: 500, json: { code: "internal_error" } }),
  );
  await page.goto("/");
  await expect(allCampaigns(page).first()).toBeVisible();
  await page.route("**/api/v1/campaigns*", async (route) => {
    const response = await route.fetch();
    const board = response.status() === 200 ? await response.json() : null;
    if (board === null) return route.fulfill({ response });
    return route.fulfill({ json: { ...board, full: true, campaigns: [] } });
  });
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "The board cannot reach its server" })).toBeVisible();
});
