import type { Page } from "@playwright/test";
import { campaignOn, campaignPath, openBoard } from "../stage/board-page.ts";
import { everyKind, madeCampaign, madeNow } from "../stage/made-campaigns.ts";
import { madeSession, playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const pseudonym = "agent-3f09c2ab71";

/** What a viewer gets from whom agents and UUI are withheld. */
async function playMaskedWorld(page: Page): Promise<void> {
  await playMadeWorld(page, {
    session: {
      ...madeSession,
      viewer: { ...madeSession.viewer, subject: "u-7", name: "Li Wei", role: "viewer" },
      masked: ["agent", "uui"],
      enabled: { ...madeSession.enabled, watchListEditing: false },
    },
    campaigns: everyKind.map((campaign) => ({ ...campaign, agent: pseudonym })),
    uui: null,
  });
}

test("what the role hides is told where it would stand", async ({ page }) => {
  await page.setViewportSize({ width: 1700, height: 900 });
  await playMaskedWorld(page);
  await openBoard(page, "?lang=en");
  await expect(page.getByRole("columnheader", { name: "Agent (pseudonym)" })).toBeVisible();
  await expect(campaignOn(page, 2569).getByText(pseudonym).first()).toHaveAttribute(
    "title",
    `${pseudonym}, a pseudonym: your role hides the account`,
  );
  await page.goto(`${campaignPath(2569)}?lang=en`);
  const facts = page.getByRole("region", { name: "Facts" });
  await expect(facts).toContainText("pseudonym: your role hides the account");
  await expect(facts).toContainText(/UUI \(the caller’s own data\)\s*Hidden by your role/);
  await page.goto("/agents?lang=zh-CN");
  await expect(page.getByText("座席以化名显示：因角色权限，真实账号已隐藏。")).toBeVisible();
  await page.goto(`${campaignPath(2569)}?lang=zh-CN`);
  await expect(page.getByText("因角色权限已隐藏", { exact: true })).toBeVisible();
});

test("what nobody hides is called as before", async ({ page }) => {
  await playMadeWorld(page, { uui: null });
  await page.goto(`${campaignPath(2569)}?lang=en`);
  const facts = page.getByRole("region", { name: "Facts" });
  await expect(facts).toContainText(/UUI \(the caller’s own data\)\s*—/);
  await expect(facts).not.toContainText("your role");
});

for (const masked of [["message"], []]) {
  test(`a failure is told in the page's words by its code, ${masked.length > 0 ? "without" : "and in"} the upstream's`, async ({
    page,
  }) => {
    const failure = {
      code: "AuthFailure.UnauthorizedOperation",
      message: "uin 1000",
      requestId: "r-7",
      at: madeNow,
    };
    const campaigns = [madeCampaign(2569, { failure })];
    await playMadeWorld(page, { session: { ...madeSession, masked }, campaigns, uui: null });
    await openBoard(page, "?lang=en");
    await expect(campaignOn(page, 2569).getByText(failure.code)).toHaveAttribute(
      "title",
      `${failure.code}: The key may not access this application.`,
    );
    for (const [lang, words] of [
      ["en", "The key may not access this application."],
      ["zh-CN", "密钥无权访问该应用。"],
    ] as const) {
      await page.goto(`${campaignPath(2569)}?lang=${lang}`);
      await expect(page.getByText(words)).toBeVisible();
      await expect(page.getByText(failure.message)).toHaveCount(1 - masked.length);
    }
  });
}
