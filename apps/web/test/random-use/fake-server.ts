import type { Campaign } from "@cruiseboard/contract";
import { campaignFixture } from "../../src/domain/campaign-fixture.ts";
import { keyOf } from "../../src/domain/campaign-key.ts";

/** unreachable: refused at once · failing: status 500 · strange: a proxy's page · slow: 3 s · silent: never answered */
export const conditions = ["well", "unreachable", "failing", "strange", "slow", "silent"] as const;
export type Condition = (typeof conditions)[number];

/** Half on the way there, half on the way back, milliseconds. */
const slowMs = 3000;

interface Clock {
  /** The true time, epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** A refresh, until a poll that left after its answer confirms it. */
interface Pending {
  /** Of `sequence`; Infinity: not answered yet. */
  endedAt: number;
  /** What the page shows meanwhile depends on which answer came first. */
  uncertain: boolean;
}

/** A backend that answers the page's calls, and keeps what the page must therefore know. */
export class FakeServer {
  readonly campaigns = new Map<string, Campaign>();
  polls: Condition = "well";
  edits: Condition = "well";
  upstream = "ok";
  build = "Today";
  /** The keys of the last request to remove. */
  removed: string[] = [];

  /** What the page was told last, with its own refreshes. */
  readonly told = new Map<string, Campaign>();
  private readonly pending = new Map<string, Pending>();
  /** When the server made the last answer to a poll that arrived, and whether polls have failed since. */
  confirmedAt = 0;
  failed = false;
  /** When the last edit was answered, or given up. */
  editedAt = 0;
  /** The page has learned the time since its clock was last set or stood still. */
  timeKnown = false;

  private sequence = 0;
  private clockSetAt = 0;
  private life = 1;
  private version = 0;
  private readonly changedAt = new Map<string, number>();
  private breakUp = new AbortController();
  private readonly clock: Clock;

  constructor(clock: Clock, count: number) {
    this.clock = clock;
    for (let id = 1; id <= count; id++)
      this.put(
        campaignFixture({
          campaignId: id,
          name: `${id % 2 ? "North" : "South"} ${String.fromCodePoint(64 + id)}`,
          calledCallees: 10 * id,
          startTime: this.ago(3_600_000),
          endTime: this.ago(-36_000_000),
          observedAt: this.ago(1000 * id),
        }),
      );
  }

  /** What is shown of a campaign cannot be foretold; without a key: of any. */
  isUncertain(key?: string): boolean {
    if (key !== undefined) return this.pending.get(key)?.uncertain === true;
    return [...this.pending.values()].some(({ uncertain }) => uncertain);
  }

  ago(ms: number): string {
    return new Date(this.clock.now() - ms).toISOString();
  }

  put(campaign: Campaign): void {
    this.version += 1;
    this.campaigns.set(keyOf(campaign), campaign);
    this.changedAt.set(keyOf(campaign), this.version);
  }

  remove(key: string): void {
    this.version += 1;
    this.campaigns.delete(key);
    this.changedAt.set(key, this.version);
  }

  /** It knows no cursor any more. */
  restart(): void {
    this.life += 1;
  }

  clockWasSet(): void {
    this.sequence += 1;
    this.clockSetAt = this.sequence;
    this.timeKnown = false;
  }

  /** Of a machine that sleeps, no connection survives. */
  breakConnections(): void {
    this.breakUp.abort();
    this.breakUp = new AbortController();
  }

  async fetch(
    path: string,
    method: string,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    if (method === "GET" && /^\/api\/v1\/campaigns(\?|$)/.test(path)) return this.poll(path, signal);
    const lost = AbortSignal.any([signal, this.breakUp.signal]);
    if (method === "GET" || method === "PUT") return this.carry(this.polls, lost, () => this.look(path));
    return this.edit(path, method, JSON.parse(body ?? "{}") as object, lost);
  }

  private async poll(path: string, signal: AbortSignal): Promise<Response> {
    const sentAt = ++this.sequence;
    let [madeAt, snapshot] = [0, new Map<string, Campaign>()];
    try {
      const lost = AbortSignal.any([signal, this.breakUp.signal]);
      const response = await this.carry(this.polls, lost, () => {
        [madeAt, snapshot] = [this.clock.now(), new Map(this.campaigns)];
        return this.board(new URL(path, "http://server").searchParams.get("since"));
      });
      if (!response.headers.has("x-genuine")) this.failed = true;
      else this.deliver(snapshot, { madeAt, sentAt, tellsTime: response.status === 200 });
      return response;
    } catch (error) {
      // After an edit the page gives up a poll that is under way for another one.
      const isGivenUp = signal.aborted && (signal.reason as Error).name === "AbortError";
      if (!isGivenUp) this.failed = true;
      throw error;
    }
  }

  private deliver(
    snapshot: ReadonlyMap<string, Campaign>,
    { madeAt, sentAt, tellsTime }: { madeAt: number; sentAt: number; tellsTime: boolean },
  ): void {
    this.confirmedAt = madeAt;
    this.failed = false;
    this.timeKnown ||= tellsTime && sentAt > this.clockSetAt;
    for (const key of new Set([...snapshot.keys(), ...this.told.keys()])) {
      const pending = this.pending.get(key);
      if (pending && pending.endedAt > sentAt) continue;
      this.pending.delete(key);
      tell(this.told, key, snapshot.get(key));
    }
  }

  private board(since: string | null): Response {
    const [life, version] = (since ?? "").split(".").map(Number);
    const known = life === this.life ? Number(version) : Number.NaN;
    if (known === this.version) return genuine(304);
    const full = !Number.isFinite(known);
    const isNew = (key: string) => full || (this.changedAt.get(key) ?? 0) > known;
    return genuine(200, {
      cursor: `${this.life}.${this.version}`,
      full,
      campaigns: [...this.campaigns].flatMap(([key, campaign]) => (isNew(key) ? [campaign] : [])),
      removed: full
        ? []
        : [...this.changedAt.keys()].filter((key) => isNew(key) && !this.campaigns.has(key)).map(toKey),
      upstream: {
        status: this.upstream,
        budgetPerSecond: 20,
        usedPerSecond: 3,
        clockSkewMs: 0,
        message: null,
      },
      serverTime: this.ago(0),
      build: this.build,
    });
  }

  private look(path: string): Response {
    if (path.endsWith("/session")) return genuine(200, session);
    if (path.endsWith("/focus")) return genuine(204);
    if (path.endsWith("/calls-per-minute")) return genuine(200, { minutes: [] });
    if (path.endsWith("/events")) return genuine(200, { events: [] });
    if (path.includes("/history")) return genuine(200, { observedSince: this.ago(0), samples: [], gaps: [] });
    const campaign = this.campaigns.get(path.split("/").slice(-2).join("/"));
    return campaign ? genuine(200, { ...campaign, uui: null }) : genuine(404, { code: "not_found" });
  }

  private async edit(path: string, method: string, body: object, signal: AbortSignal): Promise<Response> {
    const named = (body as { campaigns?: readonly Campaign[] }).campaigns?.map(keyOf);
    const keys = named ?? [path.replace("/refresh", "").split("/").slice(-2).join("/")];
    const pending: Pending = { endedAt: Number.POSITIVE_INFINITY, uncertain: true };
    // An edit of the watch list is shown by the next poll alone.
    const shownAtOnce = path.endsWith("/refresh");
    if (shownAtOnce) for (const key of keys) this.pending.set(key, pending);
    const atOnce = this.edits === "well";
    try {
      const response = await this.carry(this.edits, signal, () => {
        const answer = this.change(path, method, keys, body);
        if (answer === undefined) return genuine(404, { code: "not_found" });
        return genuine(answer === null ? 204 : 200, answer);
      });
      if (atOnce && response.status < 300 && shownAtOnce) {
        pending.uncertain = false;
        for (const key of keys) if (this.told.has(key)) tell(this.told, key, this.campaigns.get(key));
      }
      return response;
    } finally {
      pending.endedAt = ++this.sequence;
      this.editedAt = this.clock.now();
    }
  }

  private change(path: string, method: string, keys: string[], { label = null }: { label?: string | null }) {
    const known = keys.flatMap((key) => this.campaigns.get(key) ?? []);
    if (method === "PATCH") {
      for (const campaign of known) this.put({ ...campaign, label });
      return null;
    }
    if (path.endsWith("/refresh")) {
      const [campaign] = known;
      if (campaign)
        this.put({ ...campaign, calledCallees: (campaign.calledCallees ?? 0) + 1, observedAt: this.ago(0) });
      return campaign && this.campaigns.get(keyOf(campaign));
    }
    if (path.endsWith("/remove")) {
      this.removed = keys;
      for (const campaign of known) this.remove(keyOf(campaign));
      const told = (one: Campaign) => ({ ...toKey(keyOf(one)), label: one.label });
      const absent = keys.filter((key) => !known.some((one) => keyOf(one) === key)).map(toKey);
      return { removed: known.map(told), absent };
    }
    for (const key of keys) {
      const campaignId = Number(key.split("/")[1]);
      this.put(campaignFixture({ campaignId, name: `North again ${campaignId}`, observedAt: this.ago(0) }));
    }
    return { added: keys.length, existing: 0, refused: [] };
  }

  private async carry(condition: Condition, signal: AbortSignal, answer: () => Response): Promise<Response> {
    if (condition === "unreachable") throw new TypeError("refused");
    if (condition === "failing") return Response.json({ code: "internal" }, { status: 500 });
    if (condition === "strange") return new Response("<h1>Proxy</h1>");
    const gone = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
    if (condition === "silent") return gone;
    const way = () => Promise.race([gone, condition === "slow" ? this.clock.wait(slowMs / 2) : undefined]);
    await way();
    const response = answer();
    await way();
    return response;
  }
}

const session = {
  viewer: { subject: "local", name: "Local manager", role: "manager", sdkAppIds: null, agents: null },
  mode: "live",
  version: "0.1.0",
  masked: [],
  enabled: { watchListEditing: true, bearerTokens: false, signIn: false },
};

function genuine(status: number, body?: unknown): Response {
  const headers = { "x-genuine": "yes", "content-type": "application/json" };
  return new Response(status === 200 || status === 404 ? JSON.stringify(body) : null, { status, headers });
}

function tell(told: Map<string, Campaign>, key: string, campaign: Campaign | undefined): void {
  if (campaign) told.set(key, campaign);
  else told.delete(key);
}

function toKey(key: string) {
  const [sdkAppId = 0, campaignId = 0] = key.split("/").map(Number);
  return { sdkAppId, campaignId };
}
