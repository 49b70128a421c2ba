import { createFakeClock, until } from "@cruiseboard/testing";
import { startIdentityProvider } from "@cruiseboard/testing/identity-provider";
import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask } from "../../test/kit/ask.ts";
import { environmentOf, startBackendProcess } from "../../test/kit/backend-process.ts";
import { openBrowser } from "../../test/kit/open-browser.ts";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import { serve, startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { advanceWith, openBesides, startVirtualBackend } from "../../test/kit/virtual-backend.ts";
import { watchQueries } from "../../test/kit/watched-queries.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { createSealedBox } from "./sessions.ts";

const postgres = postgresForTests();
const publicUrl = "http://board.test";
const sessionSecret = "a-secret-of-the-sessions-of-this-test";
const hourMs = 3_600_000;
const account = {
  sub: "u-7",
  name: "Li Wei",
  cruiseboard: { role: "manager", sdkAppIds: null, agents: null },
};

/** A provider that cannot revoke, and its clock. Sessions live for two hours. */
async function setStage() {
  const provider = await startIdentityProvider(publicUrl, false);
  onTestFinished(() => provider.stop());
  provider.signsIn(account);
  provider.idTokensLast(3600);
  const environment = {
    OIDC_ISSUER_URL: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    PUBLIC_URL: publicUrl,
    SESSION_SECRET: sessionSecret,
    SESSION_MAX_HOURS: "2",
  };
  return { provider, environment, clock: createFakeClock(Date.now()) };
}

/** Signs in there and answers the browser, and what the session's cookie is then. */
async function signIn(url: string) {
  const browser = openBrowser(publicUrl, { [publicUrl]: url });
  await browser.follow("/auth/sign-in");
  const cookie = () => `cruiseboard=${browser.jar(publicUrl).get("cruiseboard")}`;
  const signOut = () => browser.go("/auth/sign-out", { method: "POST" });
  return { browser, cookie, signOut };
}

/** A request with a copy of the cookie. */
const askWith = (url: string, cookie: string) => ask(url, "/api/v1/session", { headers: { cookie } });
const statusWith = async (url: string, cookie: string) => (await askWith(url, cookie)).status;

/** Two on one database. */
async function startBackends() {
  const stage = await setStage();
  const url = await postgres.newDatabase();
  const queries = watchQueries();
  const start = async () => {
    const { clock, environment } = stage;
    const { services, stop } = await startVirtualBackend({ url, clock, environment, facts: nothing });
    await advanceWith(clock, queries, 1000);
    return serve({ ...services, close: stop });
  };
  return { ...stage, queries, databaseUrl: url, start, one: await start(), other: await start() };
}

describe("a session of several backends", () => {
  it("is over in every copy within 5 s of signing out, on each of them and after every start", async () => {
    const { one, other, start } = await startBackends();
    const { cookie, signOut, browser } = await signIn(one);
    const copy = cookie();
    expect([await statusWith(one, copy), await statusWith(other, copy)]).toEqual([200, 200]);
    expect((await signOut()).status).toBe(200);
    expect(browser.jar(publicUrl).size).toBe(0);
    expect(problemOf(await askWith(one, copy), 401).code).toBe("unauthenticated");
    await until(async () => (await statusWith(other, copy)) === 401, 5000);
    expect(await statusWith(await start(), copy)).toBe(401);
  });

  it("is over in every copy once the same browser signs in again", async () => {
    const { one, other } = await startBackends();
    const { browser, cookie } = await signIn(one);
    const copy = cookie();
    await browser.follow("/auth/sign-in");
    expect([await statusWith(one, copy), await statusWith(one, cookie())]).toEqual([401, 200]);
    await until(async () => (await statusWith(other, copy)) === 401, 5000);
  });

  it("that was not signed out of goes on", async () => {
    const { one, other } = await startBackends();
    const [leaving, staying] = [await signIn(one), await signIn(one)];
    const copy = leaving.cookie();
    await leaving.signOut();
    await until(async () => (await statusWith(other, copy)) === 401, 5000);
    expect([await statusWith(one, staying.cookie()), await statusWith(other, staying.cookie())]).toEqual([
      200, 200,
    ]);
  });

  it("is over at once where one signs out while the database is away, and elsewhere when it is back", async () => {
    const { one, other, clock, queries } = await startBackends();
    const { cookie, signOut } = await signIn(one);
    const copy = cookie();
    queries.count({ failing: 1, only: /^insert into "ended_sessions"/ });
    const reply = await signOut();
    expect([queries.failed, reply.status]).toEqual([true, 202]);
    expect([await statusWith(one, copy), await statusWith(other, copy)]).toEqual([401, 200]);
    await advanceWith(clock, queries, 1000);
    await until(async () => (await statusWith(other, copy)) === 401, 5000);
  });

  it("is over on a backend that missed the notification, as soon as the connection is back", async () => {
    const { one, other, clock, queries, databaseUrl } = await startBackends();
    const { cookie } = await signIn(one);
    const sealed = cookie().slice("cruiseboard=".length);
    const id = String((await createSealedBox(sessionSecret, "session", clock).open(sealed))?.["sessionId"]);
    const db = await openBesides(databaseUrl);
    // No notification arrives.
    await db
      .insertInto("endedSessions")
      .values({ id, until: clock.now() + hourMs })
      .execute();
    expect(await statusWith(other, cookie())).toBe(200);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query ~ '^(listen|select 1$)'`.execute(
      db,
    );
    await until(async () => {
      await advanceWith(clock, queries, 100);
      return (await statusWith(other, cookie())) === 401;
    }, 5000);
  });
});

describe("a session that was signed out", () => {
  it("is over after a restart of the only backend, too, though it was killed", async () => {
    const { environment } = await setStage();
    const sameFolder = environmentOf(environment);
    const first = startBackendProcess(sameFolder);
    const { cookie, signOut } = await signIn(await first.listening);
    const copy = cookie();
    expect(await statusWith(await first.listening, copy)).toBe(200);
    expect((await signOut()).status).toBe(200);
    first.kill("SIGKILL");
    await first.exited;
    expect(await statusWith(await startBackendProcess(sameFolder).listening, copy)).toBe(401);
  });

  it("is not renewed, not even by a renewal that is under way", async () => {
    const { provider, environment, clock } = await setStage();
    const { url } = await startQuietBackend({ clock, environment });
    const { cookie, signOut } = await signIn(url);
    const copy = cookie();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
    provider.onRenewal(async (claims) => {
      isAsked();
      await held;
      return claims;
    });
    await clock.advance(hourMs * 0.9);
    const renewing = askWith(url, copy);
    await asked;
    await signOut();
    letGo();
    const reply = await renewing;
    expect([reply.status, reply.headers["set-cookie"]]).toEqual([401, undefined]);
    await clock.advance(hourMs * 0.5);
    expect(await statusWith(url, copy)).toBe(401);
    expect(provider.granted["refresh_token"]).toBe(1);
  });
});

describe("a session", () => {
  it("ends after SESSION_MAX_HOURS, however often it was renewed", async () => {
    const { provider, environment, clock } = await setStage();
    const { url } = await startQuietBackend({ clock, environment });
    const { browser } = await signIn(url);
    const go = async () => (await browser.go("/api/v1/session")).status;
    // The provider's own time stands still meanwhile.
    provider.idTokensLast(6840);
    await clock.advance(hourMs * 0.9);
    expect(await go()).toBe(200);
    provider.idTokensLast(3 * 3600);
    await clock.advance(hourMs * 0.9);
    expect(await go()).toBe(200);
    expect(provider.granted["refresh_token"]).toBe(2);
    await clock.advance(hourMs * 0.2 - 1);
    expect(await go()).toBe(200);
    await clock.advance(1);
    expect(await go()).toBe(401);
    expect(provider.granted["refresh_token"]).toBe(2);
  });

  it.each([
    ["person", { sub: "u-8" }],
    ["issuer", { iss: "https://another.example" }],
  ])("ends when it is renewed for another %s", async (_whose, swapped) => {
    const { provider, environment, clock } = await setStage();
    const { url } = await startQuietBackend({ clock, environment });
    const { cookie } = await signIn(url);
    const copy = cookie();
    provider.onRenewal((claims) => ({ ...claims, ...swapped }));
    await clock.advance(hourMs * 0.9);
    const reply = await askWith(url, copy);
    expect([problemOf(reply, 401).code, reply.headers["set-cookie"]]).toEqual(["unauthenticated", undefined]);
    // Its claims would hold for some minutes, and the provider would go on.
    provider.onRenewal((claims) => claims);
    expect(await statusWith(url, copy)).toBe(401);
    expect(provider.granted["refresh_token"]).toBe(1);
  });
});

const nothing: CampaignFacts = {
  name: null,
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: 0,
  startTime: null,
  endTime: null,
  totalCallees: 10,
  calledCallees: 0,
  uui: null,
  requestId: null,
};
