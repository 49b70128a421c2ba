import type { Page } from "@playwright/test";
import { allCampaigns } from "../stage/board-page.ts";
import { everyKind, madeCampaign, minutesFromNow } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { nextAnswer } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const startsAt = "2026-11-22T06:05:09.000Z";

test("views take turns, by name; one that nobody saved here is named and left out", async ({ page }) => {
  await page.addInitScript(() =>
    localStorage.setItem("cruiseboard.views", JSON.stringify([{ name: "Team A", query: "state=completed" }])),
  );
  await playMadeWorld(page, {}, startsAt);
  await page.goto("/wall?views=attention,team-a,team-z,agents&turn=10");
  const view = page.locator('[data-part="view"]');
  await expect(view).toHaveText(/View 1 of 3\s*Needs attention/);
  await expect(page.getByText("Unknown view: team-z")).toBeVisible();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("Needs attention · 5 · 3 urgent");
  await expect(allCampaigns(page)).toHaveCount(5);
  await page.clock.runFor(10_500);
  await expect(view).toHaveText(/View 2 of 3\s*Team A/);
  await expect(page.getByRole("heading", { level: 2, name: "Team A" })).toBeVisible();
  const completed = everyKind.filter(({ state }) => state === "completed").length;
  await expect(page.locator('[data-campaign][data-state="completed"]')).toHaveCount(completed);
  await page.clock.runFor(10_500);
  await expect(view).toHaveText(/View 3 of 3\s*Agents/);
  await expect(page.locator("[data-agent]").first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("AgentsNeeds attention · 5 · 3 urgent");
  await page.keyboard.press("ArrowLeft");
  await expect(view).toHaveText(/View 2 of 3/);
  await page.getByRole("link", { name: "Back to the board" }).click();
  await expect(page).toHaveURL(/\/$/);
});

/** How many notes the page has played. */
async function countSounds(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counted = window as unknown as { notes: number };
    counted.notes = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      counted.notes += 1;
      start.call(this, when);
    };
  });
  return () => page.evaluate(() => (window as unknown as { notes: number }).notes);
}

async function pollThrice(page: Page): Promise<void> {
  for (let polled = 0; polled < 3; polled += 1) {
    const answered = nextAnswer(page);
    await page.clock.runFor(2500);
    await answered;
  }
}

const stalled = (id: number) =>
  madeCampaign(id, { attention: [{ kind: "stalled", since: minutesFromNow(0) }] });

test("a sound for what is newly urgent, once somebody has turned it on", async ({ page }) => {
  const notes = await countSounds(page);
  const world = await playMadeWorld(page, { campaigns: [madeCampaign(2601)] }, startsAt);
  await page.goto("/wall");
  await expect(allCampaigns(page)).toHaveCount(1);
  world.campaigns = [madeCampaign(2601), stalled(2602)];
  await pollThrice(page);
  expect(await notes(), "without consent").toBe(0);

  await page.getByRole("button", { name: "Sound for what is newly urgent: off" }).click();
  await expect.poll(notes).toBe(2);
  await page.getByRole("button", { name: "Test the sound" }).click();
  expect(await notes(), "a test").toBe(4);
  await pollThrice(page);
  expect(await notes(), "nothing new").toBe(4);
  world.campaigns = [madeCampaign(2601), stalled(2602), stalled(2603)];
  await pollThrice(page);
  await expect.poll(notes, "newly urgent").toBe(6);

  // A reload takes the browser's permission away: the page asks for a click.
  await page.addInitScript(() => {
    AudioContext.prototype.resume = () => new Promise(() => {});
  });
  await page.reload();
  await expect(page.getByRole("button", { name: "No sound yet: press here" })).toBeVisible();
  await page.evaluate(() => {
    AudioContext.prototype.resume = () => Promise.resolve();
  });
  await page.getByRole("button", { name: "No sound yet: press here" }).click();
  await page.getByRole("button", { name: "Sound for what is newly urgent: on" }).click();
  await page.reload();
  await expect(page.getByRole("button", { name: "Sound for what is newly urgent: off" })).toBeVisible();
});
