import { campaignPath } from "../stage/board-page.ts";
import { everyKind, minutesFromNow } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/** Of the made world: misses its window, stalls, has only just begun, was left uncalled. */
const [late, stalled, fresh, left] = [2569, 2570, 2574, 2579];

test("a campaign that will miss its window says so in words, figures and drawing", async ({ page }) => {
  await playMadeWorld(page);
  await page.goto(campaignPath(late));
  const forecast = page.getByRole("region", { name: "Forecast" });
  await expect(forecast).toContainText(
    "At this pace it would take until 15:49 to 16:20, but its window closes at 15:29.",
  );
  await expect(forecast).toContainText(/Pace\s*4\.1\/min\s*Required pace\s*5\.8\/min/);
  await expect(forecast).toContainText("about 120");
  const drawing = page.getByRole("figure").locator("svg.recharts-surface");
  await expect(drawing.getByText("≈ 120 uncalled")).toBeVisible();
  await expect(drawing.getByText("closes", { exact: true })).toBeVisible();
  await expect(page).toHaveTitle(/New energy SUV – Cruiseboard$/);
});

for (const [lang, title, words] of [
  ["en", "Outcome", "Ended; the reason is unknown. 12 callees were left uncalled."],
  ["zh-CN", "结果", "已结束，原因未知。有 12 个被叫未呼。"],
] as const) {
  test(`an outcome in ${lang} is told in sentences with one stop each`, async ({ page }) => {
    const first = everyKind.find(({ state }) => state === "terminated");
    await playMadeWorld(page, {
      campaigns: first ? [{ ...first, campaignId: 2569, ending: null, uncalledAtClose: 12 }] : [],
    });
    await page.goto(`${campaignPath(2569)}?lang=${lang}`);
    await expect(page.getByRole("region", { name: title }).locator("[data-forecast]")).toHaveText(words);
  });
}

test("what is not known of the end says why, and what is inferred says so", async ({ page }) => {
  await playMadeWorld(page);
  const forecast = page.getByRole("region", { name: "Forecast" });
  await page.goto(campaignPath(fresh));
  await expect(forecast).toContainText("End unknown: not enough observations yet.");
  await page.goto(campaignPath(stalled));
  await expect(forecast).toContainText("End unknown: no callees are being called at present.");
  await page.goto(campaignPath(left));
  await expect(page.getByRole("region", { name: "Outcome" })).toContainText(
    "The dialing window closed (inferred). 136 callees were left uncalled.",
  );
});

test("arrow keys go along the line and the figures are told", async ({ page }) => {
  await playMadeWorld(page);
  await page.goto(campaignPath(late));
  const cursor = page.getByRole("slider", { name: "Samples (arrow keys)" });
  await expect(cursor).toHaveAttribute("max", "220");
  await cursor.focus();
  await expect(cursor).toHaveAttribute("aria-valuetext", /^14:05:06: 412 of 900 called$/);
  await page.keyboard.press("ArrowLeft");
  await expect(cursor).toHaveAttribute("aria-valuetext", /^14:04:09: /);
  await page.keyboard.press("Home");
  await expect(cursor).toHaveAttribute("aria-valuetext", "10:05:09: 0 of 850 called");
  await expect(page.getByRole("figure").getByText("0 of 850 called", { exact: true })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(cursor).toHaveAttribute("aria-valuetext", /^10:06:09: /);
  await expect(cursor).toBeFocused();
});

test("within the last hour an unchanged campaign keeps the value that it had before", async ({ page }) => {
  const sample = { at: minutesFromNow(-600), called: 318, total: 900, state: "terminated" };
  const history = { observedSince: minutesFromNow(-600), samples: [sample], gaps: [] };
  await playMadeWorld(page, { history });
  const uncalled = everyKind.find(({ state }) => state === "terminated")?.campaignId ?? 0;
  await page.goto(`${campaignPath(uncalled)}?range=1h`);
  await expect(page.getByRole("figure")).toContainText("318 called at 13:05:00, 318 of 900 at 14:05:06.");
  await expect(page.locator("path.recharts-area-curve[stroke-width='2']")).toHaveAttribute("d", /^M.*L/);
});

test("what happened stands day by day, with times and durations", async ({ page }) => {
  await playMadeWorld(page);
  await page.goto(campaignPath(late));
  const happened = page.getByRole("region", { name: "What happened" });
  await expect(happened.getByRole("heading", { level: 3 })).toHaveText(["Sun, Nov 22", "Sat, Nov 21"]);
  await expect(happened.getByRole("listitem")).toHaveText([
    "13:43:09Will miss its window · for 21 min so far",
    "12:50:09Stalled · for 12 min",
    "12:49:09Agent: On break · for 13 min",
    "11:44:09Could not be observed · for 22 min",
    "10:35:09Total changed from 850 to 900",
    "10:05:09Running",
    "18:05:09Not started",
  ]);
});

test("the drawing holds the window from edge to edge, and tells of an edge that lies too far ahead", async ({
  page,
}) => {
  const world = await playMadeWorld(page, {
    history: {
      observedSince: minutesFromNow(-3),
      samples: [{ at: minutesFromNow(-3), called: 2, total: 900, state: "running" }],
      gaps: [],
    },
  });
  const drawing = page.getByRole("figure").locator("svg.recharts-surface");
  await page.goto(campaignPath(fresh));
  for (const edge of ["opens", "closes"])
    await expect(drawing.getByText(edge, { exact: true })).toBeVisible();
  const weeks = { startTime: minutesFromNow(-1), endTime: minutesFromNow(60 * 24 * 20) };
  world.campaigns = world.campaigns.map((campaign) => ({ ...campaign, ...weeks }));
  await page.reload();
  await expect(drawing.getByText("closes Dec 12 14:05 ▸")).toBeVisible();
  await expect(drawing.getByText("closes", { exact: true })).toHaveCount(0);
});
