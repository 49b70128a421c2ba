import { allCampaigns, boardOf } from "../stage/board-page.ts";
import { madeCampaign, minutesFromNow } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";
import { inMinutes, missing, type ToldCampaign, tellBoard } from "../stage/told-board.ts";

/** Three campaigns: one that will miss its window, one in time, one of which nothing is foreseen. */
function three([one, two, other]: readonly ToldCampaign[]): ToldCampaign[] {
  if (!one || !two || !other) throw new Error("the board has fewer than three campaigns");
  const unforeseen = { ...missing(other), name: "New one", attention: [] };
  return [
    missing(one),
    {
      ...missing(two),
      name: "In time",
      pacePerMinute: 28,
      eta: { earliest: inMinutes(20), latest: inMinutes(30) },
      uncalledAtClose: 0,
      attention: [],
    },
    { ...unforeseen, pacePerMinute: null, requiredPacePerMinute: null, eta: null, uncalledAtClose: null },
  ];
}

const words = {
  en: {
    pace: /6\.2\/min · needs 8\.1/,
    left: "≈ 120 uncalled",
    late: /would need until \d\d:\d\d/,
    sum: "1 campaign: ≈ 120 uncalled at close (forecast for 2 of 3 running)",
    unknown: "unknown",
  },
  "zh-CN": {
    pace: /6\.2 个\/分钟 · 需 8\.1 个\/分钟/,
    left: "预计 120 个未呼",
    late: /需延长至 .*\d\d:\d\d 才能呼完/,
    sum: "1 个任务预计呼不完，时段结束时共 120 个未呼 （运行中 3 个，已预测 2 个）",
    unknown: "未知",
  },
} as const;

for (const [lang, { pace, left, late, sum, unknown }] of Object.entries(words)) {
  for (const layout of ["table", "cards"]) {
    test(`the verdict, what it would take and the pace stand in each campaign, ${layout}, ${lang}`, async ({
      page,
    }) => {
      await tellBoard(page, three);
      await page.goto(`/?lang=${lang}&layout=${layout}`);
      const campaign = (name: string) => boardOf(page).locator("[data-campaign]").filter({ hasText: name });
      const lateOne = campaign("Renewal south");
      await expect(lateOne).toContainText(pace);
      await expect(lateOne).toContainText(left);
      await expect(lateOne.locator("[data-part=eta]")).toHaveAttribute("data-late", "true");
      await expect(lateOne.locator("[data-part=eta]")).toContainText(late);
      await expect(campaign("In time").locator("[data-part=eta]")).toHaveAttribute("data-late", "false");
      await expect(campaign("In time").locator("[data-part=verdict]")).toHaveCount(0);
      await expect(campaign("New one")).toContainText(unknown);
      await expect(campaign("New one")).not.toContainText(/\b0\/(min|分钟)/);
      await expect(page.locator("[data-part=projected]")).toHaveText(sum);
    });
  }
}

const perhaps = (campaigns: readonly ToldCampaign[]): ToldCampaign[] =>
  campaigns.map((campaign) => ({ ...missing(campaign), attention: [] }));

test("what is counted as staying uncalled is flagged, or said to be uncertain", async ({ page }) => {
  await tellBoard(page, perhaps);
  await page.goto("/");
  await expect(page.locator("[data-filter=attention]")).toContainText("0");
  await expect(page.locator("[data-part=projected]")).toHaveText(
    /^running: perhaps ≈ [\d,]+ uncalled at close/,
  );
  const campaign = boardOf(page).locator("[data-campaign]").first();
  await expect(campaign.locator("[data-part=verdict]")).toContainText("perhaps ≈ 120 uncalled");
  await expect(campaign).toContainText("May miss its window");
  await expect(campaign.locator("[data-attention]")).toHaveCount(0);
});

test("of an agent who is away it says the end if back now, and what is uncalled otherwise", async ({
  page,
}) => {
  const away = madeCampaign(2720, {
    eta: { earliest: minutesFromNow(58), latest: minutesFromNow(64) },
    endTime: minutesFromNow(90),
    calledCallees: 412,
    totalCallees: 900,
    uncalledAtClose: 0,
    attention: [{ kind: "agentAway", since: minutesFromNow(-13) }],
  });
  await playMadeWorld(page, { campaigns: [away] });
  await page.goto("/");
  const end = boardOf(page).locator("[data-campaign] [data-part=eta]");
  await expect(end).toHaveText(/^ETA .*if\sback\snow/);
  await expect(end).toContainText("otherwise 488 uncalled");
  await boardOf(page).locator("[data-campaign] a").click();
  const forecast = page.getByRole("region", { name: "Forecast" });
  await expect(forecast).toContainText(
    /came back now, it would end between .*; otherwise 488 callees stay uncalled/,
  );
  await expect(forecast).toContainText("none if back now");
});

test("of an agent who is away it says what calling would take if back now, though that is too late", async ({
  page,
}) => {
  const away = madeCampaign(2721, {
    eta: { earliest: minutesFromNow(95), latest: minutesFromNow(110) },
    endTime: minutesFromNow(90),
    pacePerMinute: 0,
    uncalledAtClose: 40,
    attention: [{ kind: "agentAway", since: minutesFromNow(-13) }],
  });
  await playMadeWorld(page, { campaigns: [away] });
  await page.goto("/");
  const campaign = boardOf(page).locator("[data-campaign]");
  await expect(campaign.locator("[data-part=verdict]")).toContainText("≈ 40 uncalled");
  await expect(campaign.locator("[data-part=eta]")).toHaveText(/^if back now, until /);
  await campaign.locator("a").click();
  await expect(page.getByRole("region", { name: "Forecast" })).toContainText(
    /^ForecastEven if its agent came back now, it would take until .*, but its window closes at /,
  );
});

test("at a width with room, pace and expected end have columns of their own that sort", async ({ page }) => {
  await page.setViewportSize({ width: 1900, height: 700 });
  await tellBoard(page, three);
  await page.goto("/?columns=status,campaign,progress,pace,eta,window,age");
  await page.getByRole("columnheader", { name: "Pace" }).getByRole("button").click();
  await expect(page).toHaveURL(/[?&]sort=pace(&|$)/);
  const names = boardOf(page).locator("[data-campaign] a");
  await expect(names).toHaveText(["Renewal south", "In time", "New one"]);
  await page.getByRole("columnheader", { name: "Expected end" }).getByRole("button").click();
  await expect(names).toHaveText(["In time", "Renewal south", "New one"]);
});

const minute = (index: number) => new Date(Date.UTC(2026, 10, 22, 5, index)).toISOString();

test("the board's calls a minute are drawn with their gaps, told in words, and rest while paused", async ({
  page,
}) => {
  let asked = 0;
  await page.route("**/api/v1/calls-per-minute", (route) => {
    asked += 1;
    const minutes = [40, 55, null, 60].map((called, index) => ({ at: minute(index), called }));
    return route.fulfill({ json: { minutes } });
  });
  await page.clock.install();
  await page.goto("/");
  const drawing = page.getByRole("img", {
    name: /^Calls a minute over the last hour: 60 in the last minute/,
  });
  await expect(drawing).toHaveAccessibleName(/from 40 to 60\. 1 minute was not observed\.$/);
  await expect(drawing.locator("path").last()).toHaveAttribute("d", /^M[^M]*M[^M]*$/);
  await page.clock.runFor(61_000);
  await expect.poll(() => asked).toBe(2);
  await page.getByRole("button", { name: "Pause updates" }).click();
  await page.clock.runFor(300_000);
  expect(asked).toBe(2);
  // What was there stays while the board rests.
  await expect(drawing).toBeVisible();
  await expect(allCampaigns(page).first()).toBeVisible();
});
