import type { Page } from "@playwright/test";
import { allCampaigns } from "../stage/board-page.ts";
import { everyKind, type MadeCampaign, madeCampaign, minutesFromNow } from "../stage/made-campaigns.ts";
import { madeSession, playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const doing = (status: "working" | "onBreak" | "offline") => ({
  agentStatus: { status, reason: null, since: minutesFromNow(-13), observedAt: minutesFromNow(0) },
});

/** What is hardest to make room for: long names, a window over New Year, counts of a million, for days flagged, an agent away. */
const hard: readonly MadeCampaign[] = [
  ...[
    "Second attempt at the dormant accounts 1",
    "第四季度沿海地区车险到期续保提醒外呼任务名单（第二批次补充）甲乙丙丁",
  ].flatMap((name, index) => [
    madeCampaign(2700 + index, {
      name,
      agent: "agent-29@team-e.example.com",
      startTime: "2026-12-31T14:22:00.000Z",
      endTime: "2027-01-02T06:12:00.000Z",
      totalCallees: 2_345_678,
      calledCallees: 1_234_567,
      uncalledAtClose: 1_111_111,
      ...doing("working"),
      attention: [{ kind: "willMissWindow", since: minutesFromNow(-24 * 60 + 1) }],
    }),
    madeCampaign(2710 + index, { name, endTime: minutesFromNow(700), totalCallees: 2_345_678 }),
  ]),
  madeCampaign(2720, {
    eta: { earliest: minutesFromNow(580), latest: minutesFromNow(640) },
    endTime: minutesFromNow(900),
    ...doing("onBreak"),
    attention: [{ kind: "agentAway", since: minutesFromNow(-13) }],
    failure: { code: "InternalError", message: "", requestId: null, at: minutesFromNow(-1) },
  }),
  madeCampaign(2730, {
    name: "Second attempt at the dormant accounts 2",
    freshness: "stale",
    observedAt: minutesFromNow(-4),
    attention: [{ kind: "notFound", since: minutesFromNow(-13) }],
  }),
  ...everyKind,
];
const upstream = {
  status: "throttled",
  budgetPerSecond: 20,
  usedPerSecond: 14,
  clockSkewMs: 12,
  message: null,
};

/** Texts and the size of their letters, in pixels; not what only screen readers see, and not the controls. */
function textSizes(page: Page): Promise<{ text: string; size: number }[]> {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(
      document.querySelector("[data-trust]") as Element,
      NodeFilter.SHOW_TEXT,
    );
    const found: { text: string; size: number }[] = [];
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const element = node.parentElement as Element;
      if (node.textContent?.trim() === "" || element.closest(".sr-only, footer button, footer a")) continue;
      found.push({
        text: node.textContent ?? "",
        size: Number.parseFloat(getComputedStyle(element).fontSize),
      });
    }
    return found;
  });
}

/** Texts of which a part cannot be seen, and campaigns that stand in each other. */
function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(
      document.querySelector("[data-trust]") as Element,
      NodeFilter.SHOW_TEXT,
    );
    const found: string[] = [];
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const element = node.parentElement as Element;
      if (node.textContent?.trim() === "" || element.closest(".sr-only, footer")) continue;
      // For screen readers only.
      if (element.getBoundingClientRect().width <= 1) continue;
      // An agent's account may be shortened: its tooltip and the board have it whole. What has no room may be left out.
      if (
        element.closest("bdi[title], .whole-line, [data-agent-status]") &&
        !element.closest('[data-part="counts"]')
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      // A font's box is higher than its letters.
      const spare = 0.15 * Number.parseFloat(getComputedStyle(element).fontSize);
      const boxes = [element.closest("[data-campaign]"), document.querySelector("[data-trust]")];
      for (let above = element; above.parentElement && above.tagName !== "BODY"; above = above.parentElement)
        if (getComputedStyle(above).overflow === "hidden") boxes.push(above);
      const cut = boxes.some((around) => {
        const { top, left, right, bottom } = around?.getBoundingClientRect() ?? box;
        return (
          box.top < top - spare || box.left < left - 1 || box.right > right + 1 || box.bottom > bottom + spare
        );
      });
      if (cut) found.push(node.textContent ?? "");
    }
    for (const bar of document.querySelectorAll('[role="progressbar"]')) {
      const [inner, outer] = [bar, bar.closest("[data-campaign]") ?? bar].map((each) =>
        each.getBoundingClientRect(),
      );
      if ((inner?.bottom ?? 0) > (outer?.bottom ?? 0)) found.push(bar.ariaLabel ?? "");
    }
    return found;
  });
}

for (const lang of ["en", "zh-CN"])
  for (const [width, height] of [
    [1920, 1080],
    [3840, 2160],
    [1080, 1920],
  ] as const)
    test(`a wall of ${width} × ${height} is read from four metres, and nothing on it is cut (${lang})`, async ({
      page,
    }) => {
      await page.setViewportSize({ width, height });
      await playMadeWorld(page, { campaigns: hard, upstream });
      for (const views of ["all", "attention", "agents"]) {
        await page.goto(`/wall?lang=${lang}&views=${views}`);
        await expect(page.locator("[data-campaign], [data-agent]").first()).toBeVisible();
        const smallest = (Math.min(width, height) / 1080) * 26;
        const sizes = await textSizes(page);
        expect(
          sizes.filter(({ size }) => size < smallest),
          views,
        ).toEqual([]);
        expect(sizes.length).toBeGreaterThan(30);
        expect(await cutTexts(page), views).toEqual([]);
        for (let turned = 0; turned < 2; turned += 1) {
          await page.keyboard.press("ArrowRight");
          expect(await cutTexts(page), views).toEqual([]);
        }
      }
    });

test("six rows, and bars of the same 16 pixels on cards and rows", async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await playMadeWorld(page, {
    campaigns: Array.from({ length: 12 }, (_, index) => ({
      ...(everyKind[index % 9] as MadeCampaign),
      campaignId: 2700 + index,
    })),
  });
  await page.goto("/wall");
  await expect(page.locator(".wall-row")).toHaveCount(6);
  const bars = await page
    .getByRole("progressbar")
    .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().height));
  expect(bars).toHaveLength(9);
  for (const bar of bars) expect(bar).toBeCloseTo(16, 0);
  await expect(allCampaigns(page).first().locator("time")).toHaveCount(2);
});

test("a card tells what will stay uncalled first, how many are called, its window, and how long it is flagged", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await playMadeWorld(page);
  await page.goto("/wall");
  const card = page.getByRole("region", { name: "Needs attention" }).locator("[data-campaign]").first();
  await expect(card.locator('[data-part="verdict"]')).toHaveText("≈ 120 uncalled at close");
  await expect(card).toContainText("412 / 900");
  await expect(card.locator('[data-part="behind"]')).toHaveText("28 points behind");
  await expect(card.locator("time").last()).toHaveText("15:29");
  await expect(card.locator('[data-part="flagged"]')).toContainText(/^flagged \d+ min ago$/);
  await expect(page.getByText("Tencent OK")).toBeVisible();
  await expect(page.locator('[data-part="clock"]')).toContainText("Asia/Shanghai (UTC+8)");
});

test("a row tells as much as a card: how far behind, what a stall comes to, what a late start has left", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const [missing, stalled, late] = everyKind as readonly [MadeCampaign, MadeCampaign, MadeCampaign];
  const worse = [1, 2, 3].map((index) => ({ ...missing, campaignId: 2700 + index, uncalledAtClose: 400 }));
  const offline = { ...late, ...doing("offline") };
  await playMadeWorld(page, { campaigns: [...worse, missing, { ...stalled, ...doing("working") }, offline] });
  await page.goto("/wall");
  const row = (index: number) => page.locator(".wall-row").nth(index);
  await expect(row(0)).toContainText("28 points behind");
  await expect(row(1)).toContainText("25 points behind");
  await expect(row(1)).toContainText("≈ 450 uncalledunless dialing resumes");
  await expect(row(2)).toContainText("1,200 still to call4 h left");
  for (const [index, word] of [
    [1, "Working"],
    [2, "Late startOffline"],
  ] as const) {
    await expect(row(index)).toContainText(word);
    await expect(row(index).locator("[data-agent-status]")).toHaveCount(1);
  }
});

for (const lang of ["en", "zh-CN"])
  test(`the campaigns that cannot be observed are named, on board and wall (${lang})`, async ({ page }) => {
    const failure = { code: "InternalError", message: "", requestId: null, at: minutesFromNow(-1) };
    const names = ["New account welcome calls, west", "Dental check-up reminders, second"];
    const failing = names.map((name, index) => madeCampaign(2700 + index, { name, failure }));
    await playMadeWorld(page, {
      session: { ...madeSession, mode: "demo" },
      campaigns: [...failing, ...everyKind],
    });
    for (const [width, height, path] of [
      [1440, 900, "/"],
      [1280, 900, "/"],
      [700, 700, "/?chrome=compact"],
      [1920, 1080, "/wall"],
      [1080, 1920, "/wall"],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
      const words = page.getByText(names.join(lang === "en" ? ", " : "、")).filter({ visible: true });
      await expect(words).toBeVisible();
      expect(await words.evaluate(isWhole), `${path} at ${width} px`).toBe(true);
    }
  });

/** Runs in the page. Of a text in lines, of which too many would be left out. */
function isWhole(text: Element): boolean {
  const lines = text.closest("[class*=line-clamp]") as Element;
  return text.getBoundingClientRect().bottom <= lines.getBoundingClientRect().bottom + 3;
}
