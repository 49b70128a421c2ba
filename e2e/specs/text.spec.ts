import {
  everyKind,
  type MadeCampaign,
  madeCampaign,
  madeNow,
  minutesFromNow,
} from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";
import { cutFigures, textFaults } from "../stage/text-faults.ts";

/** Each kind of campaign with all that takes much room: long names, large numbers, spans over days. */
const large: readonly MadeCampaign[] = everyKind.map((campaign, index) => ({
  ...campaign,
  name:
    index % 2 === 0
      ? campaign.name
      : "Renewal reminder for the southern region, second attempt of the quarter",
  agent: index % 3 === 0 ? campaign.agent : "supervisor.with.a.long.name@contact-center.example.com",
  label: index % 2 === 0 ? null : "South, gold customers, autumn",
  totalCallees: campaign.totalCallees === null ? null : 234_567,
  calledCallees: campaign.calledCallees === null ? null : 123_456,
  eta: campaign.eta && { earliest: minutesFromNow(1400), latest: minutesFromNow(3000) },
  endTime: index % 4 === 0 ? minutesFromNow(3000) : campaign.endTime,
}));

const views = ["/?", "/?density=compact&", "/?layout=cards&", "/?group=agent&", "/agents?", "/wall?"];

for (const lang of ["en", "zh-CN"]) {
  for (const view of views) {
    test(`nothing is cut through or written over at any width: ${view}lang=${lang}`, async ({ page }) => {
      await playMadeWorld(page, { campaigns: large });
      await page.goto(`${view}lang=${lang}`);
      for (const width of [320, 640, 1024, 1280, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await expect(page.locator("[data-campaign], [data-agent]").first()).toBeVisible();
        // What has a chunk of its own comes after the rows.
        if (view.includes("group"))
          await expect(page.locator("[data-line] [aria-expanded]").first()).toBeVisible();
        await expect.poll(() => textFaults(page), `at ${width} px`).toEqual([]);
      }
    });
  }
}

/** Seen at 23:30 on New Year's Eve in Shanghai. */
const newYearsEve = "2026-12-31T15:30:00.000Z";
const fromEve = (minutes: number) => new Date(Date.parse(newYearsEve) + minutes * 60_000).toISOString();
const longNames = [
  "Renewal reminder, southern region, gold",
  "新能源汽车置换补贴政策到期前最后一轮电话回访与续保提醒（华南大区第四季度名单）",
];
const spans = [
  { startTime: fromEve(-68), endTime: fromEve(162) },
  { startTime: fromEve(-1700), endTime: fromEve(20) },
  { startTime: fromEve(-1700), endTime: fromEve(2900) },
  { startTime: fromEve(-1700), endTime: fromEve(-111) },
];
const kinds = [["willMissWindow"], ["stalled"], ["overrun"], []] as const;
const figures = spans.flatMap((span, day) =>
  kinds.map((kind, index) =>
    madeCampaign(3000 + day * 10 + index, {
      ...span,
      name: longNames[index % 2] ?? "",
      agent: `supervisor-${index}@contact-center.example.com`,
      calledCallees: 1_234_567,
      totalCallees: 3_456_789,
      pacePerMinute: 1234.5,
      requiredPacePerMinute: 98_765,
      uncalledAtClose: index === 1 ? 1_111_111 : 2_222_222,
      eta: { earliest: fromEve(180 + day * 1000), latest: fromEve(400 + day * 2000) },
      observedAt: newYearsEve,
      attention: kind.map((one) => ({ kind: one, since: fromEve(-39) })),
    }),
  ),
);
const widths = [320, 360, 390, 640, 700, 960, 1119, 1120, 1280, 1440, 1920, 2560];

const unobservable = ["New account welcome calls", "Dental check-up reminders"].map((name, index) =>
  madeCampaign(4000 + index, {
    name,
    failure: { code: "ResourceNotFound", message: "No such campaign", requestId: null, at: madeNow },
  }),
);

/** A thousand campaigns of each state: tens of millions of callees, millions of them uncalled at the close. */
const crowd = ["running", "notStarted", "completed", "terminated"].flatMap((state, kind) =>
  Array.from({ length: 1111 }, (_, index) =>
    madeCampaign(10_000 * (kind + 1) + index, {
      state: state as MadeCampaign["state"],
      calledCallees: 7_654,
      totalCallees: 23_456,
      uncalledAtClose: 11_111,
      pacePerMinute: 123.4,
      attention: index % 2 === 0 ? [] : [{ kind: "willMissWindow", since: minutesFromNow(-39) }],
    }),
  ),
);

for (const lang of ["en", "zh-CN"]) {
  test(`the totals of a large board are whole at every width: ${lang}`, async ({ page }) => {
    await playMadeWorld(page, { campaigns: crowd });
    for (const chrome of ["full", "none"]) {
      await page.goto(`/?lang=${lang}&chrome=${chrome}`);
      await expect(page.locator("[data-part=totals]")).toContainText("34,014,376");
      for (const width of [1280, 1024, 768, 700, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await expect.poll(() => cutFigures(page), `${chrome} at ${width} px`).toEqual([]);
      }
    }
  });

  for (const layout of ["table", "cards", "table&chrome=none"]) {
    test(`windows over New Year, counts of millions and expected ends are whole at every width: ${layout}, ${lang}`, async ({
      page,
    }) => {
      await playMadeWorld(page, { campaigns: figures }, newYearsEve);
      await page.goto(`/?lang=${lang}&layout=${layout}`);
      await expect(page.locator("[data-campaign]").first()).toBeVisible();
      for (const width of widths) {
        await page.setViewportSize({ width, height: 2400 });
        await expect.poll(() => cutFigures(page), `at ${width} px`).toEqual([]);
      }
    });
  }

  for (const [width, height, bound, hasTouch] of [
    [390, 844, 260, true],
    [700, 700, 220, false],
  ] as const) {
    test.describe(`${width} × ${height}`, () => {
      test.use({ hasTouch, viewport: { width, height } });

      test(`the first campaign begins by ${bound} px in ${lang}, also if some cannot be observed`, async ({
        page,
      }) => {
        await playMadeWorld(page, { campaigns: [...everyKind, ...unobservable] });
        await page.goto(`/?lang=${lang}`);
        await expect(page.locator("[data-part=projected]")).toBeVisible();
        const box = await page.locator("[data-campaign]").first().boundingBox();
        expect(box?.y).toBeLessThanOrEqual(bound);
        expect(await textFaults(page)).toEqual([]);
      });
    });
  }

  test(`without chrome the counts of the board take one line, or two where they need them, in ${lang}`, async ({
    page,
  }) => {
    await playMadeWorld(page);
    await page.goto(`/?lang=${lang}&chrome=none`);
    for (const width of [1280, 700, 390]) {
      await page.setViewportSize({ width, height: 700 });
      const line = page.locator("main .whole-line").first();
      await expect(line).toContainText(/^5.*6.*2.*1.*2/);
      const rows = page.locator(width < 1120 ? "[data-campaign]" : "[role=table]").first();
      const [top, called, below] = (await Promise.all(
        [line, line.locator("[data-part=totals]"), rows].map(
          async (each) => (await each.boundingBox())?.y ?? 0,
        ),
      )) as [number, number, number];
      const needed = width < 1120 ? 2 : 1;
      expect(below - top, `at ${width} px`).toBeLessThanOrEqual(needed * 16 + 8);
      expect(called - top, `at ${width} px`).toBeLessThan(needed * 16);
    }
  });
}
