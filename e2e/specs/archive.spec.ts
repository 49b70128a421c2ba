import { campaignOn } from "../stage/board-page.ts";
import { sendJson } from "../stage/send-json.ts";
import { expect, test } from "../stage/test.ts";

test.use({ stageOptions: { campaigns: 1 } });

test("a campaign that ends arrives in the archive by the rule, and comes back from there", async ({
  page,
  stage: { backend, simulator },
}) => {
  const campaignId = await simulator.add({
    name: "Short round",
    total: 6,
    ratePerMinute: 360,
    lastsSeconds: 600,
  });
  await backend.watch([campaignId]);
  const ended = async () => {
    const { campaigns } = await backend.board();
    return campaigns.find((campaign) => campaign.campaignId === campaignId && campaign.state === "completed");
  };
  await expect.poll(ended).toBeDefined();
  const first = (await ended())?.observedAt;
  // Looked at once more: the end is confirmed, and has been kept meanwhile.
  await expect.poll(async () => (await ended())?.observedAt).not.toBe(first);
  // Two hours later by the upstream's clock, too: the backend's own is not believed against it.
  await backend.kill();
  await simulator.fault({ kind: "clockOffset", offsetMs: 2 * 3_600_000 });
  await backend.restart(2);

  await page.goto("/archive?lang=en");
  await expect(page.getByRole("heading", { name: "The archive is empty" })).toBeVisible();
  await page.getByLabel("Archive ended campaigns automatically").selectOption("1 h after their end");
  const archived = page.locator(`[data-archived$="/${campaignId}"]`);
  const rule = `${backend.url}/api/v1/watch-list/archive-rule`;
  await expect
    .poll(async () => {
      // Setting it looks through the board at once, which the backend does each minute otherwise.
      await sendJson("PUT", rule, { afterHours: 1 });
      return backend.watched();
    })
    .not.toContain(campaignId);
  await expect(archived, "by itself, while somebody looks").toBeVisible();
  await expect(archived).toContainText("Short round");
  await expect(archived).toContainText("Completed");
  await expect(archived).toContainText("6 / 6");

  await archived.getByRole("link", { name: "Short round" }).click();
  for (const opened of ["from the archive", "by its URL"]) {
    if (opened === "by its URL") await page.reload();
    const sheet = campaignOn(page, campaignId);
    await expect(sheet.getByRole("heading", { level: 1, name: "Short round" }), opened).toBeVisible();
    await expect(sheet).toHaveAttribute("data-state", "completed");
    await expect(page).toHaveTitle(/Short round – Cruiseboard$/);
    await expect(
      sheet.getByRole("region", { name: "What happened" }).getByText("Completed").first(),
    ).toBeVisible();
    await expect(sheet.locator("svg.recharts-surface").first()).toBeVisible();
    await expect(page.getByText("In the archive: no longer observed")).toBeVisible();
    await expect(sheet.getByRole("button", { name: /Refresh|label/i })).toHaveCount(0);
  }
  await page.goBack();
  await archived.getByRole("button", { name: "Watch Short round again" }).click();
  await expect(archived).toHaveCount(0);
  await page.getByRole("link", { name: "Campaigns" }).click();
  await expect(campaignOn(page, campaignId)).toHaveAttribute("data-state", "completed");
});
