import type { Page, Route } from "@playwright/test";
import { type MadeCampaign, madeCampaign, madeNow } from "./made-campaigns.ts";
import { madeSession } from "./made-world.ts";

type Entry = MadeCampaign & { readonly version: number };

const running = 11;
const firstCampaign = 2569;
/** A poll reads its answer, and what it changed is drawn, within so many turns of the page. */
const turns = 2;

/**
 * A server that the page polls, in time that only `pass` moves on. It remembers what it told, so that the page can be held
 * against it. All instants are epoch milliseconds of its own, right clock.
 */
export class RandomServer {
  now = Date.parse(madeNow);
  reachable = true;
  /** When a poll was last answered. */
  answeredAt = 0;
  /** Requests since this was last emptied, as `GET campaigns`. */
  sent: string[] = [];
  /** What polls told last, less what was removed since, by `sdkAppId/campaignId`. */
  readonly told = new Map<string, MadeCampaign>();
  private readonly campaigns = new Map<string, Entry>();
  private readonly removed = new Map<string, number>();
  private version = 1;
  private open = 0;

  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    for (let index = 0; index < running; index += 1) this.put(madeCampaign(firstCampaign + index));
  }

  async start(): Promise<void> {
    await this.page.clock.install({ time: this.now });
    await this.page.route("**/api/v1/**", (route) => this.answer(route));
  }

  put(campaign: MadeCampaign): void {
    this.version += 1;
    const observedAt = new Date(this.now - (campaign.campaignId % 5) * 1000).toISOString();
    this.campaigns.set(keyOf(campaign), { ...campaign, observedAt, version: this.version });
  }

  get keys(): string[] {
    return [...this.campaigns.keys()];
  }

  get(key: string): MadeCampaign | undefined {
    return this.campaigns.get(key);
  }

  /** Lets time pass, for the page and for this server, and the page take in what comes of it. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.now += Math.min(left, 500);
      await this.page.clock.runFor(Math.min(left, 500));
      await this.settle();
    }
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < turns || this.open > 0; turn += 1) await this.page.evaluate(nextTask);
    await this.page.clock.runFor(20);
    this.now += 20;
    await this.page.evaluate(nextTask);
  }

  private async answer(route: Route): Promise<void> {
    const request = route.request();
    const path = new URL(request.url()).pathname.replace("/api/v1/", "");
    this.sent.push(`${request.method()} ${path}`);
    this.open += 1;
    try {
      if (!this.reachable) return await route.abort("connectionrefused");
      return await this.fulfill(route, path);
    } finally {
      this.open -= 1;
    }
  }

  private async fulfill(route: Route, path: string): Promise<void> {
    if (path === "campaigns") return this.poll(route);
    if (path === "session") return route.fulfill({ json: madeSession });
    if (path === "focus") return route.fulfill({ status: 204 });
    if (path === "calls-per-minute") return route.fulfill({ json: { minutes: [] } });
    if (path.endsWith("/history"))
      return route.fulfill({ json: { samples: [], gaps: [], observedSince: null } });
    if (path.endsWith("/events")) return route.fulfill({ json: { events: [] } });
    if (path === "watch-list/remove") return this.remove(route);
    if (path === "watch-list") return this.add(route);
    const campaign = this.campaigns.get(path.replace("campaigns/", ""));
    if (campaign) return route.fulfill({ json: { ...campaign, uui: null } });
    return route.fulfill({ status: 404, json: { status: 404, code: "campaign_not_found" } });
  }

  private poll(route: Route): Promise<void> {
    const since = Number(new URL(route.request().url()).searchParams.get("since")?.slice(1) ?? 0);
    this.answeredAt = this.now;
    this.told.clear();
    for (const [key, campaign] of this.campaigns) this.told.set(key, campaign);
    if (since === this.version) return route.fulfill({ status: 304 });
    const removed = [...this.removed].filter(([, version]) => version > since).map(([key]) => idsOf(key));
    return route.fulfill({
      json: {
        cursor: `v${this.version}`,
        full: since === 0,
        campaigns: [...this.campaigns.values()].filter(({ version }) => version > since),
        removed: since === 0 ? [] : removed,
        upstream: { status: "ok", budgetPerSecond: 20, usedPerSecond: 14, clockSkewMs: 0, message: null },
        serverTime: new Date(this.now).toISOString(),
      },
    });
  }

  private remove(route: Route): Promise<void> {
    const { campaigns } = route.request().postDataJSON() as { campaigns: MadeCampaign[] };
    const removed = campaigns.filter((one) => this.campaigns.delete(keyOf(one)));
    this.version += 1;
    for (const one of removed) {
      this.removed.set(keyOf(one), this.version);
      this.told.delete(keyOf(one));
    }
    const addedAt = new Date(this.now).toISOString();
    return route.fulfill({
      json: { removed: removed.map((one) => ({ ...one, label: null, addedAt })), absent: [] },
    });
  }

  private add(route: Route): Promise<void> {
    const { campaigns } = route.request().postDataJSON() as { campaigns: MadeCampaign[] };
    for (const { campaignId } of campaigns) {
      const campaign = madeCampaign(campaignId);
      this.removed.delete(keyOf(campaign));
      this.put(campaign);
    }
    return route.fulfill({ json: { added: campaigns.length, existing: 0, refused: [] } });
  }
}

function nextTask(): Promise<void> {
  const channel = new MessageChannel();
  return new Promise((resolve) => {
    channel.port1.addEventListener("message", () => resolve());
    channel.port1.start();
    channel.port2.postMessage(null);
  });
}

function keyOf({ sdkAppId, campaignId }: Pick<MadeCampaign, "sdkAppId" | "campaignId">): string {
  return `${sdkAppId}/${campaignId}`;
}

function idsOf(key: string): { sdkAppId: number; campaignId: number } {
  const [sdkAppId, campaignId] = key.split("/").map(Number);
  return { sdkAppId: sdkAppId ?? 0, campaignId: campaignId ?? 0 };
}
