import { expect, test } from "../stage/test.ts";

test.use({ stageOptions: { campaigns: 1 } });

test("a manager makes a key for a program, sees it once and its use, and revokes it", async ({
  page,
  stage: { backend },
}) => {
  await page.goto("/?lang=en");
  await page.getByRole("button", { name: "Add campaigns" }).first().click();
  await page.getByRole("link", { name: /API keys$/ }).click();
  await expect(page).toHaveTitle("API keys – Cruiseboard");
  await expect(page.getByRole("heading", { name: "No API keys" })).toBeVisible();
  await page.getByRole("button", { name: "Create a key" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Program")).toBeFocused();
  await dialog.getByLabel("Program").fill("crm");
  await dialog.getByLabel(/^Applications/).fill("1400000000");
  await dialog.getByRole("button", { name: "Create a key" }).click();
  const key = (await dialog.locator("[data-part='api-key']").textContent()) ?? "";
  expect(key).toMatch(/^cbk_[0-9a-f]{48}$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.locator("[data-api-key]");
  await expect(row).toContainText("crm");
  await expect(row).toContainText("never used");
  expect(await page.content()).not.toContain(key);

  const register = () =>
    fetch(`${backend.url}/api/v1/watch-list`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ campaigns: [{ sdkAppId: 1_400_000_000, campaignId: 2570 }] }),
    });
  expect((await register()).status).toBe(200);
  await page.reload();
  await expect(row).toContainText(/last used/);
  await row.getByRole("button", { name: "Revoke the key of crm" }).click();
  await row.getByRole("button", { name: "Revoke permanently" }).click();
  await expect(page.getByRole("heading", { name: "No API keys" })).toBeVisible();
  expect((await register()).status).toBe(401);
});
