import { randomUUID } from "node:crypto";
import type { CampaignKey } from "@cruiseboard/contract";
import { z } from "zod";
import type { Observation } from "../campaigns/observation.ts";
import type { Clock } from "../clock.ts";
import type { Poller } from "../polling/poller.ts";
import { RefreshError } from "../polling/request-queues.ts";
import { factsSchema } from "../store/last-facts-store.ts";
import { readJson } from "../store/read-json.ts";
import type { PendingRequest, PendingRequestStore } from "../store/request-store.ts";

export interface RequestRelayOptions {
  readonly store: PendingRequestStore;
  readonly poller: Pick<Poller, "refresh" | "preview">;
  readonly clock: Clock;
  readonly isLeader: () => boolean;
  /** Before a reply: publishes observations, so that they are there when the reply is read. */
  readonly flush: () => Promise<void>;
  readonly catchUp: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** The leader's own time limit, and some seconds for a takeover. */
const waitMs = { refresh: 12_000, peek: 60_000 } as const;

const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.string().nullable(),
});
const failed = { at: z.number(), failure: failureSchema };
const observationSchema: z.ZodType<Observation> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("answered"), at: z.number(), facts: factsSchema }),
  z.object({ kind: z.literal("notFound"), ...failed }),
  z.object({ kind: z.literal("failed"), ...failed, cause: z.enum(["campaign", "application", "upstream"]) }),
]);
const replySchema = z.union([
  z.object({ seen: observationSchema.nullable() }),
  z.object({
    reason: z.enum(["failed", "notFound", "busy", "gone", "stopped"]),
    failure: failureSchema.nullable(),
  }),
]);
type Reply = z.infer<typeof replySchema>;

/** Forwards users' requests from followers to the leader. */
export function createRequestRelay(options: RequestRelayOptions) {
  const { store, clock } = options;
  /** This backend's requests, by id: takes the reply. */
  const sent = new Map<string, (reply: Reply) => void>();
  const serving = new Map<string, AbortController>();

  async function exchange(
    kind: PendingRequest["kind"],
    key: CampaignKey,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Reply>();
    sent.set(id, resolve);
    const onAbort = () => resolve({ reason: "gone", failure: null });
    const timer = clock.setTimeout(() => resolve({ reason: "busy", failure: null }), waitMs[kind]);
    signal?.addEventListener("abort", onAbort);
    try {
      await store.add({ id, kind, key });
      return await promise;
    } finally {
      clock.clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      sent.delete(id);
      store.remove(id).catch(options.onError);
    }
  }

  async function serveOne(request: PendingRequest): Promise<void> {
    if (serving.has(request.id) || !options.isLeader()) return;
    const abandoned = new AbortController();
    serving.set(request.id, abandoned);
    try {
      const reply = await perform(request, abandoned.signal);
      await options.flush();
      await store.reply(request.id, JSON.stringify(reply));
    } catch (error) {
      options.onError(error);
    } finally {
      serving.delete(request.id);
    }
  }

  async function perform({ kind, key }: PendingRequest, signal: AbortSignal): Promise<Reply> {
    try {
      if (kind === "peek") return { seen: await options.poller.preview(key, signal) };
      await options.poller.refresh(key);
      return { seen: null };
    } catch (error) {
      if (error instanceof RefreshError) return { reason: error.reason, failure: error.failure };
      throw error;
    }
  }

  async function readReply(id: string): Promise<void> {
    const resolve = sent.get(id);
    const text = resolve && (await store.readReply(id));
    if (!text) return;
    await options.catchUp();
    resolve(readJson(replySchema, text) ?? { reason: "failed", failure: null });
  }

  return {
    /** null: a refresh, whose observation is on the board now. Throws RefreshError. */
    async send(
      kind: PendingRequest["kind"],
      key: CampaignKey,
      signal?: AbortSignal,
    ): Promise<Observation | null> {
      const reply = await exchange(kind, key, signal);
      if ("seen" in reply) return reply.seen;
      throw new RefreshError(reply.reason, reply.failure);
    },
    async serve(): Promise<void> {
      for (const request of await store.waiting()) void serveOne(request);
    },
    abandoned: (id: string) => serving.get(id)?.abort(),
    replied: (id: string) => void readReply(id).catch(options.onError),
    stop() {
      for (const resolve of sent.values()) resolve({ reason: "stopped", failure: null });
    },
  };
}
