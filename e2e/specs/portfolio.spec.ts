import { boardOf, openBoard } from "../stage/board-page.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

test("the portfolio by agent is reached from the board, sums up each, and asks for nothing", async ({
  page,
  stage,
}) => {
  // The last that the board itself asks for, when the browser is idle.
  const ofTheBoard = page.waitForResponse("**/api/v1/calls-per-minute");
  await openBoard(page, "?lang=en");
  await ofTheBoard;
  const requests: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page
    .getByRole("navigation", { name: "Views of the board" })
    .getByRole("link", { name: "Agents" })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Portfolio by agent" })).toBeVisible();
  const { campaigns } = await stage.backend.board();
  const agents = new Set(campaigns.map(({ agent }) => agent));
  const rows = page.getByRole("table", { name: "Agents" }).locator("[data-agent]");
  await expect(rows).toHaveCount(agents.size);
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
  const [agent = ""] = agents;
  const own = campaigns.filter((campaign) => campaign.agent === agent);
  const total = own.reduce((sum, { totalCallees }) => sum + (totalCallees ?? 0), 0);
  await expect(page.locator(`[data-agent="${agent}"]`)).toContainText(total.toLocaleString("en"));
  expect(requests.filter((path) => path.startsWith("/api/") && !/\/(campaigns|focus)$/.test(path))).toEqual(
    [],
  );
});

test("a column is named in the head of a wide window and beside each value on a phone", async ({ page }) => {
  await page.goto("/agents?lang=en");
  const beside = page.locator("[data-agent]").getByText("Uncalled at close").filter({ visible: true });
  await expect(page.locator("[data-agent]").first()).toBeVisible();
  await expect(beside).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(beside.first()).toBeVisible();
});

test("an agent leads to the board of that agent alone", async ({ page, stage }) => {
  await page.goto("/agents");
  const { campaigns } = await stage.backend.board();
  const agent = campaigns[0]?.agent ?? "";
  await page.locator(`[data-agent="${agent}"]`).getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`agent=${encodeURIComponent(agent)}`));
  const own = campaigns.filter((campaign) => campaign.agent === agent).length;
  await expect(boardOf(page).locator("[data-campaign]")).toHaveCount(own);
  await page.getByRole("button", { name: `Remove the filter ${agent}` }).click();
  await expect(page.getByRole("status").filter({ hasText: "24 campaigns" })).toBeAttached();
});

test("agents are sorted by a column, in the URL, and found by name", async ({ page, stage }) => {
  await page.goto("/agents");
  await page.getByRole("columnheader", { name: "Agent" }).getByRole("button").click();
  await expect(page).toHaveURL(/[?&]by=agent(&|$)/);
  await page.getByRole("columnheader", { name: "Agent" }).getByRole("button").click();
  const names = page.locator("[data-agent]");
  const order = await names.evaluateAll((rows) => rows.map((row) => row.getAttribute("data-agent") ?? ""));
  const collator = new Intl.Collator("en", { numeric: true });
  expect(order).toEqual(order.toSorted((one, other) => collator.compare(other, one)));
  const agent = (await stage.backend.board()).campaigns[0]?.agent ?? "";
  await page.getByRole("searchbox", { name: "Find an agent" }).fill(agent);
  await expect(names).toHaveCount(1);
});
