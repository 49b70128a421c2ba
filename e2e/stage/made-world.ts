import type { Page, Route } from "@playwright/test";
import { everyKind, type MadeCampaign, madeNow, minutesFromNow } from "./made-campaigns.ts";

type Json = Readonly<Record<string, unknown>>;

/** A board whose every answer stands here, so that a test knows each figure and each moment. May be changed while it plays. */
export interface MadeWorld {
  campaigns: readonly MadeCampaign[];
  upstream: Json;
  session: Json;
  history: Json;
  events: readonly Json[];
  /** Of every campaign; null: not known, or withheld. */
  uui: string | null;
  /** Whether the server can be reached. */
  reachable: boolean;
}

export const madeSession = {
  viewer: { subject: "local", name: "Local manager", role: "manager", sdkAppIds: null, agents: null },
  mode: "live",
  version: "0.1.0",
  masked: [],
  enabled: { watchListEditing: true, bearerTokens: false, signIn: false },
};

const upstream = { status: "ok", budgetPerSecond: 20, usedPerSecond: 14, clockSkewMs: 12, message: null };

/**
 * Answers the page's calls from a world of its own, in which it is the made moment for ever.
 * @param startsAt ISO 8601: time begins there and goes on as the test tells `page.clock`.
 */
export async function playMadeWorld(
  page: Page,
  own: Partial<MadeWorld> = {},
  startsAt?: string,
): Promise<MadeWorld> {
  const world: MadeWorld = {
    campaigns: everyKind,
    upstream,
    session: madeSession,
    history: madeHistory(),
    events: madeEvents(),
    uui: "order=4711",
    reachable: true,
    ...own,
  };
  if (startsAt === undefined) await standStill(page);
  else await page.clock.install({ time: startsAt });
  let version = 0;
  let told: MadeWorld["campaigns"] = [];
  const cursor = () => {
    if (told !== world.campaigns) version += 1;
    told = world.campaigns;
    return `version ${version}`;
  };
  await page.route("**/api/v1/**", (route) => answer(route, page, world, cursor()));
  return world;
}

/** Both clocks: the client's own, and the one by which the page measures what has passed. */
async function standStill(page: Page): Promise<void> {
  await page.clock.setFixedTime(madeNow);
  await page.addInitScript(() => {
    performance.now = () => 1000;
  });
}

async function answer(route: Route, page: Page, world: MadeWorld, cursor: string): Promise<void> {
  if (!world.reachable) return route.abort("connectionrefused");
  const { pathname, searchParams } = new URL(route.request().url());
  const path = pathname.replace("/api/v1/", "");
  const isKnown = searchParams.get("since") === cursor;
  const json = path === "campaigns" ? await boardOf(page, world, cursor, isKnown) : answerTo(path, world);
  return route.fulfill(json === undefined ? { status: 404, json: { code: "not_found" } } : { json });
}

/** Nothing but the cursor, if the page knows these campaigns: drawing many anew takes seconds. */
async function boardOf(page: Page, world: MadeWorld, cursor: string, isKnown: boolean): Promise<Json> {
  // Of a page that is just being left there is no time to ask for.
  const serverTime = await page.evaluate(() => new Date().toISOString()).catch(() => madeNow);
  const campaigns = isKnown ? [] : world.campaigns;
  return { cursor, full: !isKnown, campaigns, removed: [], upstream: world.upstream, serverTime };
}

function answerTo(path: string, world: MadeWorld): Json | undefined {
  if (path === "session") return world.session;
  if (path === "focus") return {};
  if (path === "calls-per-minute") return callsPerMinute();
  if (path.endsWith("/history")) return world.history;
  if (path.endsWith("/events")) return { events: world.events };
  const campaign = world.campaigns.find(
    ({ sdkAppId, campaignId }) => path === `campaigns/${sdkAppId}/${campaignId}`,
  );
  return campaign && { ...campaign, uui: world.uui };
}

/** Four hours of calling in rounds, with twenty minutes in which nobody could look. */
function madeHistory(): Json {
  const minutes = Array.from({ length: 240 }, (_, minute) => minute).filter(
    (minute) => minute < 100 || minute > 120,
  );
  return {
    observedSince: minutesFromNow(-240),
    samples: minutes.map((minute) => ({
      at: minutesFromNow(minute - 240),
      called: Math.min(412, Math.floor(minute * 1.72 + 6 * Math.sin(minute / 9))),
      total: minute < 30 ? 850 : 900,
      state: "running",
    })),
    gaps: [{ from: minutesFromNow(-141), to: minutesFromNow(-119) }],
  };
}

function madeEvents(): Json[] {
  return [
    { kind: "attention", at: minutesFromNow(-22), attention: "willMissWindow", until: null },
    { kind: "attention", at: minutesFromNow(-75), attention: "stalled", until: minutesFromNow(-63) },
    { kind: "agent", at: minutesFromNow(-76), status: "onBreak", until: minutesFromNow(-63) },
    { kind: "unobserved", at: minutesFromNow(-141), until: minutesFromNow(-119) },
    { kind: "total", at: minutesFromNow(-210), total: 900, before: 850 },
    { kind: "state", at: minutesFromNow(-240), state: "running", stateCode: 1 },
    { kind: "state", at: minutesFromNow(-1200), state: "notStarted", stateCode: 0 },
  ];
}

function callsPerMinute(): Json {
  return {
    minutes: Array.from({ length: 60 }, (_, minute) => ({
      at: minutesFromNow(minute - 60),
      called: minute === 20 ? null : 40 + Math.round(12 * Math.sin(minute / 5)),
    })),
  };
}
