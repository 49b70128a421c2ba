import { type AgentFacts, CccError } from "@cruiseboard/ccc-client";
import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { FakeClock } from "@cruiseboard/testing";
import { type Kysely, sql } from "kysely";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import type { CampaignFacts } from "../../src/campaigns/observation.ts";
import { loadConfig } from "../../src/config/config.ts";
import type { WebhookConfig } from "../../src/config/webhook-config.ts";
import { createServices, type Services, type Surroundings } from "../../src/services.ts";
import { asShared, type ClusterSchema } from "../../src/store/cluster-schema.ts";
import { openPostgresDatabase } from "../../src/store/postgres-database.ts";
import type { SendMessage } from "../../src/webhooks/send-message.ts";
import { environmentOf } from "./backend-process.ts";
import type { WatchedQueries } from "./watched-queries.ts";

/** A whole backend of this process, on a clock of the test's own and a real database. */
export interface VirtualBackend {
  readonly services: Services;
  /** What it asked the upstream for, as campaign paths, latest last. */
  readonly asked: readonly string[];
  /** When it began to ask the upstream, monotonic ms of the clock, latest last. */
  readonly gainedAt: readonly number[];
  /** How often it ceased to. */
  readonly losses: number;
  stop(): Promise<void>;
}

export interface VirtualBackendOptions {
  /** Of PostgreSQL; default: the database in the environment's DATA_DIR. */
  readonly url?: string;
  readonly clock: FakeClock;
  readonly environment?: Readonly<Record<string, string>>;
  readonly send?: SendMessage;
  /** What the upstream answers. */
  readonly facts: CampaignFacts;
  /** undefined: the key may not see them. */
  readonly agents?: () => AgentFacts[];
}

export async function startVirtualBackend(options: VirtualBackendOptions): Promise<VirtualBackend> {
  const { url, clock, environment, send } = options;
  const asked: string[] = [];
  const gainedAt: number[] = [];
  let losses = 0;
  const write = (line: string) => {
    if (line.includes("this backend leads from now on")) gainedAt.push(clock.monotonic());
    if (line.includes("does not lead any more")) losses += 1;
  };
  const client: ReturnType<NonNullable<Surroundings["createClient"]>> = {
    describeAgentCruiseDialingCampaign(key) {
      asked.push(campaignPath(key));
      return Promise.resolve({ facts: options.facts, serverDate: null });
    },
    describeStaffStatusMetrics: () =>
      options.agents
        ? Promise.resolve({ facts: { agents: options.agents(), requestId: null }, serverDate: null })
        : Promise.reject(new CccError("UnauthorizedOperation", "not allowed")),
    close: () => Promise.resolve(),
  };
  const services = await createServices(
    loadConfig({ ...environmentOf(), ...(url !== undefined && { DATABASE_URL: url }), ...environment }),
    {
      clock,
      logger: pino({ level: "info" }, { write }),
      random: () => 0.5,
      createClient: () => client,
      ...(send && { send }),
    },
  );
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= services.close();
    return stopping;
  };
  onTestFinished(stop);
  return {
    services,
    asked,
    gainedAt,
    get losses() {
      return losses;
    },
    stop,
  };
}

/** Moves time on in steps, each once the database has answered what the one before asked. */
export async function advanceWith(
  clock: FakeClock,
  queries: WatchedQueries,
  ms: number,
  { stepMs = 100, until = () => false }: { stepMs?: number; until?: () => boolean } = {},
): Promise<void> {
  for (let passed = 0; passed < ms && !until(); passed += stepMs) {
    await clock.advance(stepMs);
    await queries.settled();
  }
}

/** The same database, as another program reaches it. */
export async function openBesides(url: string): Promise<Kysely<ClusterSchema>> {
  const db = await openPostgresDatabase({ url, schema: "cruiseboard", onConnectionError: () => undefined });
  onTestFinished(() => db.destroy());
  return asShared(db);
}

/** Another backend takes the lease, whoever holds it. */
export async function stealLease(db: Kysely<ClusterSchema>): Promise<void> {
  await sql`insert into leases (name, holder, term, beat) values ('upstream', 'another', 1, 0)
    on conflict (name) do update set holder = 'another', term = leases.term + 1, beat = 0`.execute(db);
}

/** Another backend has it put on the watch list. */
export async function addBesides(
  db: Kysely<ClusterSchema>,
  { sdkAppId, campaignId }: CampaignKey,
  addedAt: number,
): Promise<void> {
  await db.insertInto("watchList").values({ sdkAppId, campaignId, label: null, addedAt }).execute();
}

/** Something is to be told to every receiver, and nobody is woken. */
export async function putIntoOutbox(
  db: Kysely<ClusterSchema>,
  { receivers }: WebhookConfig,
  { sdkAppId, campaignId }: CampaignKey,
  at: number,
): Promise<void> {
  const row = { sdkAppId, campaignId, kind: "stalled", event: "began" };
  await db
    .insertInto("webhookEvents")
    .values(receivers.map(({ id }) => ({ receiver: id, ...row, since: at, at })))
    .execute();
}
