import type { APIRequestContext, Page } from "@playwright/test";
import { type EmbedHost, startEmbedHost } from "../embed-host/start-embed-host.ts";
import { startBackend } from "../stage/backend.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

test.describe("framing", () => {
  let host: EmbedHost;
  test.use({ allowedComplaints: [/frame-ancestors|X-Frame-Options|Refused to (frame|display)|Framing/] });
  test.beforeAll(async () => {
    host = await startEmbedHost();
  });
  test.afterAll(() => host.stop());

  test("nobody may frame the page unless told so", async ({ page, stage, request }) => {
    const { headers } = await headersOf(request, stage.backend.url);
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    await expectRefused(page, `${host.origin}/?frame=${stage.backend.url}/`);
  });

  test("the origins that are named may, and no others", async ({ page, stage, request }) => {
    const backend = await startBackend({
      endpoint: stage.simulator.url,
      env: { EMBED_PARENT_ORIGINS: host.origin },
    });
    try {
      await backend.watch([2569]);
      const { headers } = await headersOf(request, backend.url);
      expect(headers["content-security-policy"]).toContain(`frame-ancestors ${host.origin}`);
      expect(headers["x-frame-options"]).toBeUndefined();
      await page.goto(`${host.origin}/?frame=${backend.url}/`);
      const board = page.frameLocator("iframe").getByRole("region", { name: "Campaigns" });
      await expect(board.locator("[data-campaign]")).toHaveCount(1);
      await expectRefused(page, `${host.otherOrigin}/?frame=${backend.url}/`);
    } finally {
      await backend.stop();
    }
  });
});

async function headersOf(request: APIRequestContext, url: string) {
  const answer = await request.get(`${url}/`);
  expect(answer.ok()).toBe(true);
  return { headers: answer.headers() };
}

/** The browser shows its own error page in the frame. */
async function expectRefused(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect.poll(() => page.frames().at(1)?.url()).toContain("chrome-error:");
}
