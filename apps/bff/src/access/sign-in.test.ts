import { createFakeClock, until } from "@cruiseboard/testing";
import { type IdentityProvider, startIdentityProvider } from "@cruiseboard/testing/identity-provider";
import { parseSetCookie } from "cookie";
import { describe, expect, it, onTestFinished } from "vitest";
import { mintToken, secondsFrom, tokenSecret } from "../../test/kit/mint-token.ts";
import { openBrowser } from "../../test/kit/open-browser.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import { type QuietBackend, startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { safeReturnPath } from "./sign-in-paths.ts";

const publicUrl = "http://board.test";
const sessionSecret = "a-secret-of-the-sessions-of-this-test";
const account = {
  sub: "u-7",
  name: "Li Wei",
  cruiseboard: { role: "manager", sdkAppIds: [1_400_000_000], agents: null },
};

/** The time of day, which the provider lives by, and as much more as a test lets pass for the board. */
function createMovableClock() {
  let ahead = 0;
  return {
    ...createFakeClock(0),
    now: () => Date.now() + ahead,
    pass(ms: number) {
      ahead += ms;
    },
  };
}

interface Stage {
  readonly provider: IdentityProvider;
  readonly clock: ReturnType<typeof createMovableClock>;
  readonly backend: QuietBackend;
  readonly browser: ReturnType<typeof openBrowser>;
  /** Another backend of the same installation. */
  another(): Promise<QuietBackend>;
}

async function setStage(): Promise<Stage> {
  const provider = await startIdentityProvider(publicUrl);
  onTestFinished(() => provider.stop());
  const clock = createMovableClock();
  const environment = {
    OIDC_ISSUER_URL: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    PUBLIC_URL: publicUrl,
    SESSION_SECRET: sessionSecret,
    EMBED_JWT_SECRET: tokenSecret,
  };
  const another = () => startQuietBackend({ clock, environment });
  const backend = await another();
  provider.signsIn(account);
  return { provider, clock, backend, browser: openBrowser(publicUrl, { [publicUrl]: backend.url }), another };
}

const session = "/api/v1/session";
const json = { headers: { accept: "application/json" } };

describe("signing in", () => {
  it("goes to the provider and back to where one was, as whom the provider vouches for", async () => {
    const { browser } = await setStage();
    const before = problemOf(await browser.go(session), 401);
    expect(before).toMatchObject({ code: "unauthenticated", signIn: "/auth/sign-in" });
    const { address } = await browser.follow("/auth/sign-in?return=/campaigns/1/2%3Flang%3Dzh-CN");
    expect(address).toBe(`${publicUrl}/campaigns/1/2?lang=zh-CN`);
    expect((await browser.go(session)).json()).toMatchObject({
      viewer: { subject: "u-7", name: "Li Wei", ...account.cruiseboard },
      enabled: { signIn: true, bearerTokens: true, watchListEditing: true },
    });
    expect((await browser.go("/api/v1/campaigns")).status).toBe(200);
  });

  it("asks with PKCE, state and nonce, and keeps them from scripts and other sites", async () => {
    const { browser, provider } = await setStage();
    const { status, headers } = await browser.go("/auth/sign-in");
    const { origin, searchParams } = new URL(headers.location ?? "");
    expect([status, origin]).toEqual([303, provider.issuer]);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      redirect_uri: `${publicUrl}/auth/callback`,
      code_challenge_method: "S256",
    });
    for (const name of ["code_challenge", "state", "nonce"]) expect(searchParams.get(name)).toMatch(/.{32}/);
    const [ticket = ""] = headers["set-cookie"] ?? [];
    expect(parseSetCookie(ticket)).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/auth/callback" });
    expect(ticket).not.toContain(searchParams.get("state"));
  });

  it("works in several tabs at once", async () => {
    const { browser } = await setStage();
    const [one, other] = [await browser.go("/auth/sign-in?return=/wall"), await browser.go("/auth/sign-in")];
    const [first, second] = [
      await browser.follow(one.headers.location ?? ""),
      await browser.follow(other.headers.location ?? ""),
    ];
    expect([first.address, second.address]).toEqual([`${publicUrl}/wall`, `${publicUrl}/`]);
  });

  it("shows nothing to a person without the claim", async () => {
    const { browser, provider } = await setStage();
    provider.signsIn({ sub: "u-8" });
    await browser.follow("/auth/sign-in");
    expect((await browser.go(session)).json()).toMatchObject({
      viewer: { subject: "u-8", name: "u-8", role: "viewer", sdkAppIds: [], agents: [] },
    });
  });

  it.each([
    ["is turned away by the provider", null],
    ["has a claim that is none", { sub: "u-9", cruiseboard: { role: "root" } }],
  ])("is shown by the page to a person who %s", async (_what, who) => {
    const { browser, provider } = await setStage();
    provider.signsIn(who);
    const { address } = await browser.follow("/auth/sign-in?return=/wall%3Flang%3Den");
    expect(address).toBe(`${publicUrl}/wall?lang=en&signIn=denied`);
    expect((await browser.go(session)).status).toBe(401);
  });

  it("cannot be forced upon a browser that did not set out", async () => {
    const { browser, backend } = await setStage();
    const departed = await browser.go("/auth/sign-in");
    const at = new URL(departed.headers.location ?? "");
    // An attacker completes the sign-in and sends the last link to another person.
    const attacker = openBrowser(publicUrl, { [publicUrl]: backend.url });
    const back = await attacker.go(at.href).then(({ headers }) => headers.location ?? "");
    expect(back).toBeTruthy();
    const callback = `/auth/callback?code=abc&state=${at.searchParams.get("state")}`;
    expect((await attacker.follow(callback)).address).toBe(`${publicUrl}/?signIn=failed`);
    expect(problemOf(await attacker.go(callback, json), 401).code).toBe("unauthenticated");
    expect(attacker.jar(publicUrl).size).toBe(0);
  });

  it("is not possible at present while the provider is away; the backend serves tokens all the same", async () => {
    const { browser, provider, backend, clock } = await setStage();
    await provider.stop();
    expect(problemOf(await browser.go("/auth/sign-in", json), 503).code).toBe("sign_in_unavailable");
    expect((await browser.follow("/auth/sign-in?return=/wall")).address).toBe(
      `${publicUrl}/wall?signIn=unavailable`,
    );
    const token = await mintToken({
      aud: "cruiseboard",
      exp: secondsFrom(clock, 60),
      cruiseboard: { ...account.cruiseboard, role: "viewer" },
    });
    const reply = await backend.ask(session, { headers: { authorization: `Bearer ${token}` } });
    expect(reply.json()).toMatchObject({ viewer: { role: "viewer" } });
  });
});

describe("a session", () => {
  it("is known to every backend with the same secret", async () => {
    const { browser, another } = await setStage();
    await browser.follow("/auth/sign-in");
    const cookie = [...browser.jar(publicUrl)].map(([name, value]) => `${name}=${value}`).join("; ");
    const reply = await (await another()).ask(session, { headers: { cookie } });
    expect(reply.json()).toMatchObject({ viewer: { subject: "u-7" } });
  });

  it("gives way to a bearer token, even to one that is refused", async () => {
    const { browser, clock } = await setStage();
    await browser.follow("/auth/sign-in");
    const claims = { sub: "portal", aud: "cruiseboard", cruiseboard: account.cruiseboard };
    const [good, late] = [
      await mintToken({ ...claims, exp: secondsFrom(clock, 60) }),
      await mintToken({ ...claims, exp: secondsFrom(clock, -600) }),
    ];
    const asked = (token: string) => browser.go(session, { headers: { authorization: `Bearer ${token}` } });
    expect((await asked(good)).json()).toMatchObject({ viewer: { subject: "portal" } });
    expect((await asked(late)).status).toBe(401);
  });

  it("that was changed, or sealed with another secret, is none", async () => {
    const { browser, backend } = await setStage();
    await browser.follow("/auth/sign-in");
    const sealed = browser.jar(publicUrl).get("cruiseboard") ?? "";
    const changed = `${sealed.slice(0, -4)}${sealed.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
    for (const value of [changed, "", "x", "e30.e30.e30.e30.e30", sealed.slice(1), "%00"]) {
      const reply = await backend.ask(session, { headers: { cookie: `cruiseboard=${value}` } });
      expect(problemOf(reply, 401).code).toBe("unauthenticated");
    }
  });

  it("is renewed before its claims expire, once for however many requests, with what has changed", async () => {
    const { browser, provider, clock } = await setStage();
    await browser.follow("/auth/sign-in");
    const before = browser.jar(publicUrl).get("cruiseboard");
    provider.signsIn({ ...account, cruiseboard: { ...account.cruiseboard, role: "viewer" } });
    clock.pass(295_000);
    const cookie = { cookie: `cruiseboard=${before}` };
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => browser.go("/api/v1/campaigns", { headers: cookie })),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(provider.granted["refresh_token"]).toBe(1);
    // Every one of them brings the new cookie, and so does a late request with the old one.
    expect(replies.every(({ headers }) => headers["set-cookie"]?.length === 1)).toBe(true);
    expect(browser.jar(publicUrl).get("cruiseboard")).not.toBe(before);
    expect((await browser.go(session, { headers: cookie })).headers["set-cookie"]).toHaveLength(1);
    const renewed = await browser.go(session);
    expect(renewed.headers["set-cookie"]).toBeUndefined();
    expect(renewed.json()).toMatchObject({ viewer: { role: "viewer" } });
    expect(provider.granted["refresh_token"]).toBe(1);
  });

  it("is renewed after its claims have expired, too, as after a night", async () => {
    const { browser, provider, clock } = await setStage();
    await browser.follow("/auth/sign-in");
    provider.idTokensLast(3600);
    clock.pass(361_000);
    expect((await browser.go(session)).status).toBe(200);
    expect(provider.granted["refresh_token"]).toBe(1);
  });

  it("holds until its claims expire while the provider is away, and no longer", async () => {
    const { browser, provider, clock } = await setStage();
    await browser.follow("/auth/sign-in");
    await provider.stop();
    clock.pass(300_000);
    expect((await browser.go(session)).status).toBe(200);
    clock.pass(61_000);
    expect(problemOf(await browser.go(session), 503).code).toBe("sign_in_unavailable");
  });

  it("ends when the provider vouches for the person no more", async () => {
    const { browser, provider, clock, backend } = await setStage();
    await browser.follow("/auth/sign-in");
    const cookie = `cruiseboard=${browser.jar(publicUrl).get("cruiseboard")}`;
    await browser.go("/auth/sign-out", { method: "POST" });
    await until(() => provider.granted["authorization_code"] === 1);
    // Its refresh token was taken back, so a copy of the cookie lives no longer than its claims.
    clock.pass(361_000);
    const reply = await backend.ask(session, { headers: { cookie } });
    expect(problemOf(reply, 401).code).toBe("unauthenticated");
  });
});

describe("signing out", () => {
  it("ends the session here and at the provider, and comes back", async () => {
    const { browser, provider } = await setStage();
    await browser.follow("/auth/sign-in");
    const reply = await browser.go("/auth/sign-out", { method: "POST", ...json });
    const { location } = reply.json() as { location: string };
    const away = new URL(location);
    expect(away.origin).toBe(provider.issuer);
    expect(away.searchParams.get("id_token_hint")).toBeTruthy();
    expect(away.searchParams.get("post_logout_redirect_uri")).toBe(`${publicUrl}/`);
    expect((await browser.go(location)).status).toBe(200);
    expect(browser.jar(publicUrl).size).toBe(0);
    expect((await browser.go(session)).status).toBe(401);
  });

  it("cannot be brought about by another site", async () => {
    const { browser } = await setStage();
    await browser.follow("/auth/sign-in");
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { origin: "https://evil.example" },
      { origin: "null" },
    ])
      problemOf(await browser.go("/auth/sign-out", { method: "POST", headers }), 403);
    expect((await browser.go("/auth/sign-out")).status).toBe(404);
    expect((await browser.go(session)).status).toBe(200);
    const own = { origin: publicUrl };
    expect((await browser.go("/auth/sign-out", { method: "POST", headers: own })).status).toBe(200);
  });
});

describe("the way back", () => {
  it.each([
    ["/", "/"],
    ["/campaigns/1/2?lang=en&sort=pace", "/campaigns/1/2?lang=en&sort=pace"],
    ["/wall#top", "/wall"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["https://evil.example/", "/"],
    ["javascript:alert(1)", "/"],
    ["evil.example", "/"],
    ["/./\\/evil.example", "/"],
    ["/..//evil.example", "/"],
    ["", "/"],
    [`/${"x".repeat(3000)}`, "/"],
  ])("of %j is %s", (wanted, expected) => {
    expect(safeReturnPath(wanted)).toBe(expected);
  });
});
