import type { Page } from "@playwright/test";
import { allCampaigns, calledCounts, campaignOn, openBoard } from "../stage/board-page.ts";
import type { Stage } from "../stage/stage.ts";
import { expect, test } from "../stage/test.ts";

/** How the upstream fails, and how that ends. */
const outages: readonly {
  name: string;
  begin: (stage: Stage) => Promise<void>;
  end: (stage: Stage) => Promise<void>;
}[] = [
  {
    name: "resets every connection",
    begin: ({ simulator }) => simulator.fault({ kind: "reset" }),
    end: ({ simulator }) => simulator.clearFaults(),
  },
  {
    name: "never answers",
    begin: ({ simulator }) => simulator.fault({ kind: "hang" }),
    end: ({ simulator }) => simulator.clearFaults(),
  },
  {
    name: "is gone",
    begin: ({ simulator }) => simulator.crash(),
    end: ({ simulator }) => simulator.restart(),
  },
];

test.use({ stageOptions: { campaigns: 8 } });

for (const outage of outages) {
  test(`an upstream that ${outage.name} is told, costs no number, and is recovered from`, async ({
    page,
    stage,
  }) => {
    await openBoard(page);
    const before = await calledCounts(page);
    await outage.begin(stage);
    const notice = page.getByRole("status").filter({ hasText: "Tencent unreachable" });
    await expect(notice).toBeVisible();
    await expectNumbersKept(page, before);
    await expectAgesGrow(page);

    await outage.end(stage);
    await expect(notice).toHaveCount(0);
    await expect(page.getByText("Tencent OK")).toBeVisible();
    await expectObservedAfter(page, stage, Date.now());
  });
}

test("one campaign that fails stays alone with it", async ({ page, stage }) => {
  await openBoard(page);
  const before = await calledCounts(page);
  await stage.simulator.fault({ kind: "errorCode", code: "InternalError.DBError", campaignId: 2569 });
  const failing = campaignOn(page, 2569);
  await expect(failing.getByText("InternalError.DBError")).toBeVisible();
  await expectNumbersKept(page, before);
  const health = page.locator('[data-part="health"] [data-upstream="ok"]');
  await expect(health).toContainText(/1 last observed \d+ min ago/);
  await expect(campaignOn(page, 2570).getByText("InternalError.DBError")).toHaveCount(0);
  await stage.simulator.clearFaults();
  await expect(failing.getByText("InternalError.DBError")).toHaveCount(0);
  await expect(health).toContainText("Tencent OK");
});

/** Nothing that was known is unknown or less than before. */
async function expectNumbersKept(page: Page, before: ReadonlyMap<string, number | undefined>): Promise<void> {
  const after = await calledCounts(page);
  expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
  for (const [key, called] of before) expect(after.get(key), key).toBeGreaterThanOrEqual(called ?? 0);
}

/** The header tells the age of the oldest observation; nothing new comes in, so it goes up. */
async function expectAgesGrow(page: Page): Promise<void> {
  const age = page.getByText(/^observed ≤ \d+ s ago$/);
  const seconds = async () => Number(/\d+/.exec(await age.innerText())?.[0]);
  const then = await seconds();
  await expect.poll(seconds).toBeGreaterThan(then + 1);
}

async function expectObservedAfter(page: Page, stage: Stage, instant: number): Promise<void> {
  const running = () =>
    stage.backend
      .board()
      .then(({ campaigns }) => campaigns.filter(({ state }) => state === "running"))
      .then((campaigns) => campaigns.map(({ observedAt }) => Date.parse(observedAt ?? "")));
  await expect.poll(async () => Math.min(...(await running()))).toBeGreaterThan(instant);
  await expect(allCampaigns(page).filter({ hasText: "stale" })).toHaveCount(0);
}
