import { expect, type Page } from "@playwright/test";
import axe, { type AxeResults, type RunOptions } from "axe-core";

/** All that a theme changes. */
const rulesOnColors = ["color-contrast", "link-in-text-block"];

/** Fails with whatever axe finds on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNothing(page, {});
}

/** For a page that follows the system's theme: the dark one is looked at for its colors. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectNothing(page, { runOnly: rulesOnColors });
  await page.emulateMedia({ colorScheme: "light" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
}

/** Loaded once a page: half a megabyte. */
async function expectNothing(page: Page, options: RunOptions): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (chosen) => {
    const { run } = (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe;
    const { violations } = await run({
      ...chosen,
      reporter: "no-passes",
      resultTypes: ["violations"],
      preload: false,
    });
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
  }, options);
  expect(found).toEqual([]);
}
