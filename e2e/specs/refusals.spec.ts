import { allCampaigns, campaignOn } from "../stage/board-page.ts";
import { expect, test } from "../stage/test.ts";

test.describe("a wrong key", () => {
  const wrongKey = "e2eWrongKey0123456789abcdef";
  test.use({ stageOptions: { campaigns: 4, env: { TENCENTCLOUD_SECRET_KEY: wrongKey } } });

  test("is one calm notice in the upstream's words, and no secret in sight", async ({ page, stage }) => {
    const bodies: Promise<string>[] = [];
    page.on("response", (response) => void bodies.push(response.text().catch(() => "")));
    await page.goto("/");
    const notice = page.getByRole("status").filter({ hasText: "Credentials rejected" });
    await expect(notice).toBeVisible();
    const { upstream } = await stage.backend.board();
    expect(upstream.message).toBeTruthy();
    await expect(notice).toContainText(upstream.message ?? "");
    await expect(allCampaigns(page)).toHaveCount(4);
    for (const id of [2569, 2570]) {
      const campaign = campaignOn(page, id);
      await expect(campaign).toHaveAttribute("data-state", "unknown");
      await expect(campaign.getByRole("progressbar")).not.toHaveAttribute("aria-valuenow");
    }
    const everything = [...(await Promise.all(bodies)), await page.content(), stage.backend.log()].join("\n");
    expect(everything).not.toContain(wrongKey);
  });
});

test.describe("a campaign that does not exist", () => {
  test.use({ stageOptions: { campaigns: 4 } });

  test("is marked not found while the others go on", async ({ page, stage }) => {
    await stage.backend.watch([999_999]);
    await page.goto("/");
    const missing = campaignOn(page, 999_999);
    await expect(missing.getByText("Not found", { exact: true })).toBeVisible();
    await expect(missing.getByRole("progressbar")).not.toHaveAttribute("aria-valuenow");
    await expect(page.locator('[data-campaign][data-freshness="live"]')).toHaveCount(4);
    await expect(page.locator('[data-part="health"] [data-upstream="ok"]')).toContainText(
      "1 cannot be observed",
    );
    await missing.getByRole("link").click();
    await expect(page.getByText("Tencent Cloud does not know this campaign")).toBeVisible();
  });
});
