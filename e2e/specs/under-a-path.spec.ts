import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createPortal } from "../embed-host/portal.ts";
import { type Backend, startBackend } from "../stage/backend.ts";
import { boardOf } from "../stage/board-page.ts";
import { freePort, startIdentityProvider } from "../stage/identity-provider.ts";
import { type Nginx, startNginx } from "../stage/nginx.ts";
import { boardFrame, embedBoard, notes, openPortal, tellBoard } from "../stage/portal-page.ts";
import { anna } from "../stage/portal-stage.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

// A portal and the board below it on one origin, by a real nginx, which takes the path off or passes it on.

// True of every frame on its portal's own origin.
test.use({ allowedComplaints: [/allow-scripts and allow-same-origin .* can escape/] });

const path = "/apps/cruiseboard";
const secret = "only-the-portal-of-this-test-and-its-board-know";

for (const strips of [true, false]) {
  test.describe(strips ? "a proxy that takes the path off" : "a proxy that passes the path on", () => {
    let origin: string;
    let board: string;
    let backend: Backend;
    const stops: (() => Promise<unknown>)[] = [];

    test.beforeAll(async ({ stage }) => {
      const port = await freePort();
      origin = `http://portal.localhost:${port}`;
      board = origin + path;
      const portal = createPortal({ secret, boardUrl: () => board, viewerOf: () => anna });
      portal.listen(0, "127.0.0.1");
      await once(portal, "listening");
      const portalUrl = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
      const provider = await startIdentityProvider(board, {
        sub: "u-7",
        name: "Li Wei",
        cruiseboard: { role: "viewer", sdkAppIds: null, agents: null },
      });
      backend = await startBackend({
        endpoint: stage.simulator.url,
        env: {
          ...provider.env,
          EMBED_JWT_SECRET: secret,
          EMBED_PARENT_ORIGINS: origin,
          TRUST_PROXY: "1",
        },
        token: await (await fetch(`${portalUrl}/board-token`)).text(),
      });
      await backend.watch([2569, 2570]);
      const nginx: Nginx = await startNginx({
        port,
        routes: { "/": portalUrl, [`${path}/`]: strips ? `${backend.url}/` : backend.url },
      });
      stops.push(nginx.stop, backend.stop, provider.stop, async () => {
        portal.closeAllConnections();
        portal.close();
      });
    });
    test.afterAll(async () => {
      for (const stop of stops.splice(0)) await stop();
    });

    test("the portal frames the board without chrome, and everything is below the path", async ({ page }) => {
      const elsewhere: string[] = [];
      page.on("response", (response) => {
        const { pathname } = new URL(response.url());
        const ofBoard = response.frame().parentFrame() !== null;
        if (ofBoard && (!pathname.startsWith(`${path}/`) || response.status() >= 400))
          elsewhere.push(`${response.status()} ${pathname}`);
      });
      await openPortal(page, origin);
      await embedBoard(page, { board }, { chrome: "none", timeZone: "Europe/Berlin" });
      const frame = boardFrame(page);
      await expect(frame.locator("[data-campaign]")).toHaveCount(2);
      await expect(frame.locator("[data-part=health]")).toBeVisible();
      await expect(frame.getByRole("searchbox")).toHaveCount(0);
      await expect(frame.getByRole("navigation")).toHaveCount(0);

      await tellBoard(page, "setChrome", "full");
      const download = page.waitForEvent("download");
      await frame.getByRole("link", { name: /CSV/ }).click();
      expect(await readFile(await (await download).path(), "utf8")).toContain("1400000000,2569");
      await tellBoard(page, "setView", "campaigns/1400000000/2570");
      await expect(frame.locator("figure svg").first()).toBeVisible();
      await expect
        .poll(async () => (await notes(page, "onNavigate")).at(-1))
        .toMatchObject({
          view: "campaigns/1400000000/2570",
          url: `${board}/campaigns/1400000000/2570`,
        });
      await tellBoard(page, "setView", "agents");
      await expect(frame.getByRole("table")).toBeVisible();
      expect(elsewhere).toEqual([]);
    });

    test("signs in and out below the path, with a cookie for it alone", async ({ page, context }) => {
      await page.goto(`${board}/campaigns/1400000000/2569?lang=en`);
      await page.getByRole("link", { name: "Sign in" }).click();
      await expect(page.locator('[data-campaign="1400000000/2569"]')).toBeVisible();
      expect(page.url()).toBe(`${board}/campaigns/1400000000/2569?lang=en`);
      const cookies = await context.cookies(`${board}/`);
      expect(cookies.map(({ name, path: own }) => [name, own])).toContainEqual(["cruiseboard", path]);
      await page.getByRole("navigation").getByRole("link").first().click();
      await expect(boardOf(page).locator("[data-campaign]")).toHaveCount(2);
      expect(new URL(page.url()).pathname).toBe(`${path}/`);
      const csv = await page.getByRole("link", { name: /CSV/ }).getAttribute("href");
      expect(csv).toBe(`${path}/api/v1/campaigns.csv`);
      await page.goto(`${board}/wall?lang=en`);
      await expect(page.locator("[data-campaign]").first()).toBeVisible();
      await page.goto(`${board}/?lang=en`);
      await page.getByRole("button", { name: "Sign out" }).click();
      await expect(page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
      expect(page.url()).toContain(`${board}/`);
    });
  });
}
