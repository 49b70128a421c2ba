import type { Page } from "@playwright/test";
import { SignJWT } from "jose";
import { startEmbedHost } from "../embed-host/start-embed-host.ts";
import { type Backend, basePath, startBackend } from "../stage/backend.ts";
import { boardOf } from "../stage/board-page.ts";
import { freePort, type IdentityProvider, startIdentityProvider } from "../stage/identity-provider.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const account = {
  sub: "u-7",
  name: "Li Wei",
  cruiseboard: { role: "viewer", sdkAppIds: null, agents: null },
};
const portalSecret = "of-a-portal-of-the-browser-tests";

function mintToken(): Promise<string> {
  return new SignJWT({ cruiseboard: { ...account.cruiseboard, role: "manager" } })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience("cruiseboard")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(portalSecret));
}

async function startGuarded(endpoint: string, env: Readonly<Record<string, string>>): Promise<Backend> {
  const backend = await startBackend({
    endpoint,
    env: { ...env, EMBED_JWT_SECRET: portalSecret },
    token: await mintToken(),
  });
  await backend.watch([2569, 2570]);
  return backend;
}

const boardShown = (page: Page) => expect(boardOf(page).locator("[data-campaign]")).toHaveCount(2);

test.describe("a board with sign-in", () => {
  let host: Awaited<ReturnType<typeof startEmbedHost>>;
  let provider: IdentityProvider;
  let backend: Backend;

  test.beforeAll(async ({ stage }) => {
    const port = await freePort();
    host = await startEmbedHost();
    provider = await startIdentityProvider(`http://127.0.0.1:${port}${basePath}`, account);
    backend = await startGuarded(stage.simulator.url, {
      ...provider.env,
      PORT: `${port}`,
      EMBED_PARENT_ORIGINS: host.origin,
    });
  });
  test.afterAll(async () => {
    await backend.stop();
    await provider.stop();
    await host.stop();
  });

  test("invites whoever opens it, brings them back to their view and lets them out", async ({ page }) => {
    await page.goto(`${backend.url}/?lang=en&sort=name`);
    await expect(page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
    await expect(page.locator("[data-campaign]")).toHaveCount(0);
    await page.getByRole("link", { name: "Sign in" }).click();
    await boardShown(page);
    expect(new URL(page.url()).search).toBe("?lang=en&sort=name");
    await page.reload();
    await boardShown(page);
    const out = page.getByRole("button", { name: "Sign out" });
    await expect(out).toHaveAttribute("title", "Li Wei");
    await out.click();
    await expect(page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
  });

  test("shows the campaign that a link led to, after signing in", async ({ page }) => {
    await page.goto(`${backend.url}/campaigns/1400000000/2569?lang=zh-CN`);
    await page.getByRole("link", { name: "登录" }).click();
    await expect(page.locator('[data-campaign="1400000000/2569"]')).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(`${basePath}/campaigns/1400000000/2569`);
  });

  test("goes back to the invitation when the session ends", async ({ page, context }) => {
    await page.goto(`${backend.url}/?lang=en`);
    await page.getByRole("link", { name: "Sign in" }).click();
    await boardShown(page);
    await context.clearCookies();
    await expect(page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
    await expect(page.locator("[data-campaign]")).toHaveCount(0);
  });

  test("in a plain frame signs in in a new tab and goes on by itself", async ({ page, context }) => {
    await page.goto(`${host.origin}/?frame=${backend.url}/`);
    const frame = page.frameLocator("iframe");
    const link = frame.getByRole("link", { name: "Sign in in a new tab" });
    const opened = context.waitForEvent("page");
    await link.click();
    const tab = await opened;
    await boardShown(tab);
    await tab.close();
    await page.bringToFront();
    await frame.locator("html").evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(frame.locator("[data-campaign]")).toHaveCount(2);
  });

  test("says so when sign-in cannot be reached", async ({ page, stage }) => {
    const lonely = await startGuarded(stage.simulator.url, {
      ...provider.env,
      OIDC_ISSUER_URL: `http://127.0.0.1:${await freePort()}`,
    });
    try {
      await page.goto(`${lonely.url}/auth/sign-in?return=/%3Flang%3Den`);
      // PUBLIC_URL is another backend's here, so the way back is followed by hand.
      const answer = await page.request.get(`${lonely.url}/auth/sign-in`, {
        headers: { accept: "text/html" },
        maxRedirects: 0,
      });
      expect([answer.status(), answer.headers()["location"]]).toEqual([
        303,
        `${basePath}/?signIn=unavailable`,
      ]);
      await page.goto(`${lonely.url}/?lang=en&signIn=unavailable`);
      await expect(page.getByText("Sign-in is not possible at present")).toBeVisible();
    } finally {
      await lonely.stop();
    }
  });
});

test("a board for portals alone shows a visitor nothing, and says where it is shown", async ({
  page,
  stage,
}) => {
  const backend = await startGuarded(stage.simulator.url, {});
  try {
    await page.goto(`${backend.url}/?lang=en`);
    await expect(page.getByRole("heading", { name: "Not permitted" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Sign in" })).toHaveCount(0);
    await expect(page.locator("[data-campaign]")).toHaveCount(0);
  } finally {
    await backend.stop();
  }
});
