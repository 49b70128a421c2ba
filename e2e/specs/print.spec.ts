import type { Locator, Page } from "@playwright/test";
import { allCampaigns, campaignPath, openBoard } from "../stage/board-page.ts";
import { everyKind, type MadeCampaign, madeCampaign, neverSeen } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";
import { textFaults } from "../stage/text-faults.ts";

const many = Array.from({ length: 48 }, (_, index) => {
  const kind = everyKind[index % everyKind.length] as MadeCampaign;
  return { ...kind, campaignId: 3000 + index };
});

/** What lies within the margins of 12 mm, in CSS pixels. */
const papers = {
  "A4 upright": { width: 703, height: 1031 },
  "A4 landscape": { width: 1031, height: 703 },
  "Letter upright": { width: 725, height: 965 },
  "Letter landscape": { width: 965, height: 725 },
};
type Paper = keyof typeof papers;
const allPapers = Object.keys(papers) as Paper[];

for (const view of ["/?", "/?density=compact", "/?group=agent", "/?layout=cards", "/agents?"]) {
  test(`${view} has captions on every paper, and nothing on it overlaps or is cut`, async ({ page }) => {
    await playMadeWorld(page, { campaigns: many });
    await page.goto(view);
    const parts = page.locator(view === "/agents?" ? "[data-agent]" : "[data-campaign]");
    await expect(parts.first()).toBeVisible();
    if (view.includes("group")) await expect(page.locator("[data-line] .group-head").first()).toBeVisible();
    if (view === "/agents?") await expect(page.locator(".recharts-surface").first()).toBeVisible();
    for (const paper of allPapers) {
      await putOnPaper(page, paper);
      if (view !== "/agents?") await expect(parts).toHaveCount(many.length);
      expect(await faultsOf(page, parts), paper).toEqual([]);
      if (!view.includes("cards")) expect(await captionFaults(page, papers[paper].height), paper).toEqual([]);
      if (view === "/agents?") expect(await chartWidth(page), paper).toBeGreaterThan(600);
      if (view.includes("group"))
        await expect(page.locator(".group-head").first()).toContainText(/agent\d+@example.com/);
    }
  });
}

test("a campaign's page keeps to the sheet on every paper", async ({ page }) => {
  await playMadeWorld(page);
  await page.goto(campaignPath(2569));
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
  for (const paper of allPapers) {
    await putOnPaper(page, paper);
    await expect(page.getByRole("region", { name: "Forecast" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Refresh now" })).toBeHidden();
    expect(await faultsOf(page, page.locator("article section, article figure")), paper).toEqual([]);
    expect(await chartWidth(page), paper).toBeGreaterThan(600);
  }
});

test("from a phone's screen the sheet is the same", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await playMadeWorld(page, { campaigns: many });
  await openBoard(page);
  await putOnPaper(page, "A4 landscape");
  expect(await faultsOf(page, allCampaigns(page))).toEqual([]);
  expect(await captionFaults(page, papers["A4 landscape"].height)).toEqual([]);
});

test("the board on paper is light, dated, has no buttons, and is a screen's again afterwards", async ({
  page,
}) => {
  await playMadeWorld(page, { campaigns: many });
  await openBoard(page, "?theme=dark");
  await page.evaluate(() => window.scrollTo(0, 900));
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(900);
  await putOnPaper(page, "A4 upright");
  await expect(allCampaigns(page)).toHaveCount(many.length);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(background).toBe("rgb(255, 255, 255)");
  await expect(page.getByText("As of 2026-11-22 14:05:00 UTC+8 (Asia/Shanghai)")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add campaigns" })).toBeHidden();
  await expect(page.getByRole("checkbox").first()).toBeHidden();
  await backToScreen(page);
  await expect.poll(() => allCampaigns(page).count()).toBeLessThan(many.length);
});

test("a real print has every row, and leaves the place on the screen", async ({ page }) => {
  await playMadeWorld(page, { campaigns: many });
  await openBoard(page);
  await page.evaluate(() => window.scrollTo(0, 900));
  await page.evaluate(() => {
    window.addEventListener(
      "afterprint",
      () => {
        document.documentElement.dataset["printed"] = String(
          document.querySelectorAll("[data-campaign]").length,
        );
      },
      { capture: true },
    );
  });
  for (const landscape of [false, true]) {
    const sheets = await page.pdf({ format: "A4", landscape, preferCSSPageSize: false });
    expect(sheets.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);
    await expect(page.locator("html")).toHaveAttribute("data-printed", String(many.length));
  }
  await expect.poll(() => allCampaigns(page).count()).toBeLessThan(many.length);
  // Within a row.
  expect(Math.abs((await page.evaluate(() => window.scrollY)) - 900)).toBeLessThan(64);
});

test("of thousands, as many are printed as the sheet says", async ({ page }) => {
  // A busy machine lays 2,000 rows out for a minute, and those with the least in them in half of the time.
  test.slow();
  const thousands = Array.from({ length: 2100 }, (_, index) => madeCampaign(3000 + index, neverSeen));
  await playMadeWorld(page, { campaigns: thousands });
  // Of the sheet's size and looks from the beginning, so that all rows are laid out once.
  await page.setViewportSize(papers["A4 upright"]);
  await page.goto("/");
  await expect(allCampaigns(page).first()).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await announcePrint(page);
  await expect(page.getByText("Only the first 2,000 of 2,100 are printed")).toBeVisible();
  await expect(allCampaigns(page)).toHaveCount(2000);
});

test("a wall on paper keeps what it says", async ({ page }) => {
  await playMadeWorld(page);
  await page.goto("/wall");
  // Three cards and a page of six rows.
  await expect(allCampaigns(page)).toHaveCount(9);
  await putOnPaper(page, "A4 upright");
  const rows = await allCampaigns(page).evaluateAll((elements) =>
    elements.map((element) => element.getBoundingClientRect()),
  );
  expect(rows.filter((row, index) => row.bottom > (rows[index + 1]?.top ?? Infinity) + 1)).toEqual([]);
});

declare global {
  interface Window {
    onPaper?: boolean;
  }
}

/** While a browser prints, no script learns what size the sheet is. */
test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    const Native = window.ResizeObserver;
    window.ResizeObserver = class extends Native {
      constructor(callback: ResizeObserverCallback) {
        super((entries, observer) => {
          if (!window.onPaper) callback(entries, observer);
        });
      }
    };
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- it goes to the page with the rest
    const hold = (event: Event) => window.onPaper && event.stopImmediatePropagation();
    for (const type of ["resize", "scroll"]) window.addEventListener(type, hold, { capture: true });
  });
});

/** As a browser prints: the page is told beforehand, then laid out for the sheet. */
async function putOnPaper(page: Page, paper: Paper): Promise<void> {
  await announcePrint(page);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(papers[paper]);
}

function announcePrint(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.onPaper = true;
    window.dispatchEvent(new Event("beforeprint"));
  });
}

async function backToScreen(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => {
    window.onPaper = false;
    window.dispatchEvent(new Event("afterprint"));
  });
}

/** What of some parts of the page is flat, reaches into another, beyond the sheet's side, or may be cut by its end. */
async function faultsOf(page: Page, parts: Locator): Promise<string[]> {
  const faults = await parts.evaluateAll((elements) => {
    const boxes = elements.map((element) => element.getBoundingClientRect());
    const width = document.documentElement.clientWidth;
    return elements.flatMap((element, index) => {
      const name = (element.getAttribute("data-campaign") ?? element.textContent ?? "").slice(0, 30);
      const box = boxes[index] ?? new DOMRect();
      const over = boxes.some(
        (other, place) =>
          place > index &&
          !elements[place]?.contains(element) &&
          !element.contains(elements[place] ?? null) &&
          Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1 &&
          Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 1,
      );
      const wide = [...element.querySelectorAll("*")].some(
        (inner) => !inner.closest("svg svg") && inner.getBoundingClientRect().right > width + 1,
      );
      const kept = (at: Element | null): boolean =>
        at !== null && (getComputedStyle(at).breakInside === "avoid" || kept(at.parentElement));
      return [
        ...(box.height < 24 ? [`${name} is flat`] : []),
        ...(over ? [`${name} reaches into another`] : []),
        ...(wide || box.right > width + 1 || box.left < -1 ? [`${name} is wider than the sheet`] : []),
        ...(kept(element) ? [] : [`${name} may be cut by the end of a sheet`]),
      ];
    });
  });
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [
    ...faults,
    ...(beyond > 0 ? [`the page is ${beyond} px too wide`] : []),
    ...(await textFaults(page)),
  ];
}

function chartWidth(page: Page): Promise<number> {
  const chart = page.locator(".recharts-wrapper > .recharts-surface").first();
  return chart.evaluate(
    (svg) => svg.querySelector("path, rect")?.closest("svg")?.getBoundingClientRect().width ?? 0,
  );
}

/** What is wrong with the words above the columns: they stand on the first sheet, above what they name. */
function captionFaults(page: Page, height: number): Promise<string[]> {
  return page.evaluate((end) => {
    const heads = [...document.querySelectorAll('[role="columnheader"]:not(:has(.sr-only))')];
    const [row] = document.querySelectorAll('[data-campaign], [role="row"][data-agent]');
    const cells = [...(row?.children ?? [])];
    return [
      ...(heads.length < 5 ? [`only ${heads.length} captions`] : []),
      ...heads.flatMap((head, index) => {
        const words = head.textContent ?? "";
        const range = document.createRange();
        range.selectNodeContents(head);
        const [box, cell] = [range.getBoundingClientRect(), cells[index]?.getBoundingClientRect()];
        return [
          ...(box.height < 8 || words === "" ? [`${index}: no words`] : []),
          ...(box.bottom > end || box.bottom > (cell?.top ?? 0) + 2
            ? [`${words}: not above its column`]
            : []),
          ...(cell && box.left < cell.right && box.right > cell.left ? [] : [`${words}: beside its column`]),
        ];
      }),
    ];
  }, height);
}
