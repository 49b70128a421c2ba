import type { Page } from "@playwright/test";
import { boardOf, campaignOn, openBoard } from "../stage/board-page.ts";
import { expect, test } from "../stage/test.ts";

test.describe("a campaign's life", () => {
  test.use({ stageOptions: { campaigns: 1 } });

  test("goes from not started over running to completed before the viewer's eyes", async ({
    page,
    stage,
  }) => {
    const { simulator, backend } = stage;
    const total = 24;
    const waiting = { name: "Winter check-up", total, ratePerMinute: 180, lastsSeconds: 600 };
    const campaignId = await simulator.add({ ...waiting, startsInSeconds: 3600 });
    await backend.watch([campaignId]);
    await openBoard(page);
    const campaign = campaignOn(page, campaignId);
    const progress = campaign.getByRole("progressbar", { name: "Progress of Winter check-up" });
    await expect(campaign).toHaveAttribute("data-state", "notStarted");
    await expect(campaign.getByText("Not started", { exact: true })).toBeVisible();
    await expect(progress).toHaveAttribute("aria-valuenow", "0");
    await expect(progress).toHaveAttribute("aria-valuemax", `${total}`);

    const seen = await recordChanges(page, `[data-campaign$="/${campaignId}"]`);
    await simulator.add({ ...waiting, campaignId, startsInSeconds: 2 });
    await expect(campaign.getByText("Running", { exact: true })).toBeVisible();
    await expect(campaign.getByText("Completed", { exact: true })).toBeVisible();
    await expect(progress).toHaveAttribute("aria-valuenow", `${total}`);
    await expect(progress).toHaveAttribute("aria-valuetext", `${total} of ${total} callees called`);

    const { states, called, texts } = await seen();
    expect(states, "states in the order in which they were shown").toEqual([
      "notStarted",
      "running",
      "completed",
    ]);
    expect(called.length, "steps of the bar").toBeGreaterThan(2);
    expect(called, "called never falls").toEqual(called.toSorted((one, other) => one - other));
    expect(texts).toEqual(called.map((count) => `${count} of ${total} callees called`));
  });

  test("is marked up as programs are promised", async ({ page, stage }) => {
    await openBoard(page);
    const [answer] = (await stage.backend.board()).campaigns;
    const campaign = boardOf(page).locator(`[data-campaign="${answer?.sdkAppId}/${answer?.campaignId}"]`);
    await expect(campaign).toHaveAttribute("data-state", answer?.state ?? "");
    const progress = campaign.getByRole("progressbar");
    await expect(progress).toHaveCount(1);
    await expect(progress).toHaveAttribute("aria-valuemax", `${answer?.totalCallees}`);
    await expect(progress).toHaveAttribute("aria-valuetext", /^[\d,]+ of [\d,]+ callees called$/);
    const times = campaign.locator("time[datetime]");
    await expect(times).toHaveCount(2);
    await expect(times.nth(0)).toHaveAttribute("datetime", answer?.startTime ?? "");
    await expect(times.nth(1)).toHaveAttribute("datetime", answer?.endTime ?? "");
    await page.goto("/?lang=zh-CN");
    await expect(page.getByRole("region", { name: "任务", exact: true })).toBeVisible();
  });
});

/** Notes every state and count that the page shows of one campaign from now on; a reload would lose the notes. */
async function recordChanges(page: Page, selector: string) {
  await page.evaluate((campaignSelector) => {
    const notes = { states: [] as string[], called: [] as number[], texts: [] as string[] };
    const note = () => {
      const element = document.querySelector(campaignSelector);
      const bar = element?.querySelector('[role="progressbar"]');
      const state = element?.getAttribute("data-state");
      const count = bar?.getAttribute("aria-valuenow");
      const text = bar?.getAttribute("aria-valuetext");
      if (state && notes.states.at(-1) !== state) notes.states.push(state);
      if (count && text && notes.called.at(-1) !== Number(count)) {
        notes.called.push(Number(count));
        notes.texts.push(text);
      }
    };
    note();
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
    Object.assign(window, { notes });
  }, selector);
  return () =>
    page.evaluate(
      () => (window as unknown as { notes: { states: string[]; called: number[]; texts: string[] } }).notes,
    );
}
