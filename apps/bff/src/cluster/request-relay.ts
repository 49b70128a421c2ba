import { randomUUID } from "node:crypto";
import type { CampaignKey } from "@cruiseboard/contract";
import { z } from "zod";
import type { Observation } from "../campaigns/observation.ts";
import { RefreshError } from "../polling/request-queues.ts";
import { factsSchema, failureSchema } from "../store/last-facts-store.ts";
import { readJson } from "../store/read-json.ts";
import type { PendingRequest } from "../store/request-store.ts";
import type { LiveFeed } from "./live-feed.ts";
import type { ClusterOptions } from "./single-backend.ts";

/** The leader's own time limit, and some seconds for a takeover. */
const waitMs = { refresh: 12_000, peek: 60_000 } as const;

const failed = { at: z.number(), failure: failureSchema };
const observationSchema: z.ZodType<Observation> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("answered"), at: z.number(), facts: factsSchema }),
  z.object({ kind: z.literal("notFound"), ...failed }),
  z.object({ kind: z.literal("failed"), ...failed, cause: z.enum(["campaign", "application", "upstream"]) }),
]);
const replySchema = z.union([
  z.object({ seen: observationSchema.nullable() }),
  z.object({
    reason: z.enum(["failed", "busy", "gone", "stopped"]),
    failure: failureSchema.nullable(),
  }),
]);
type Reply = z.infer<typeof replySchema>;

export function createRequestRelay(
  { stores, polling, clock }: ClusterOptions,
  feed: Pick<LiveFeed, "flush" | "catchUp">,
  isLeader: () => boolean,
  onError: (error: unknown) => void,
) {
  const store = stores.pendingRequests;
  /** This backend's requests, by id: takes the reply. */
  const sent = new Map<string, (reply: Reply) => void>();
  const serving = new Map<string, AbortController>();
  /** Whatever still uses the store. */
  const unfinished = new Set<Promise<unknown>>();

  function track<Result>(work: Promise<Result>): Promise<Result> {
    const over: Promise<unknown> = work.catch(() => {}).then(() => unfinished.delete(over));
    unfinished.add(over);
    return work;
  }

  /** null: a refresh, whose observation is on the board now. Throws RefreshError. */
  async function send(kind: PendingRequest["kind"], key: CampaignKey, signal?: AbortSignal) {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Reply>();
    sent.set(id, resolve);
    const onAbort = () => resolve({ reason: "gone", failure: null });
    const timer = clock.setTimeout(() => resolve({ reason: "busy", failure: null }), waitMs[kind]);
    signal?.addEventListener("abort", onAbort);
    try {
      await store.add({ id, kind, key });
      const reply = await promise;
      if ("seen" in reply) return reply.seen;
      throw new RefreshError(reply.reason, reply.failure);
    } finally {
      clock.clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      sent.delete(id);
      void track(store.remove(id)).catch(onError);
    }
  }

  async function serveOne(request: PendingRequest): Promise<void> {
    if (serving.has(request.id) || !isLeader()) return;
    const abandoned = new AbortController();
    serving.set(request.id, abandoned);
    try {
      const reply = await perform(request, abandoned.signal);
      // So that observations are there when the reply is read.
      await feed.flush();
      await store.reply(request.id, JSON.stringify(reply));
    } catch (error) {
      onError(error);
    } finally {
      serving.delete(request.id);
    }
  }

  async function perform({ kind, key }: PendingRequest, signal: AbortSignal): Promise<Reply> {
    try {
      if (kind === "peek") return { seen: await polling.poller.preview(key, signal) };
      await polling.poller.refresh(key);
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
    await feed.catchUp();
    resolve(readJson(replySchema, text) ?? { reason: "failed", failure: null });
  }

  return {
    send: (...request: Parameters<typeof send>) => track(send(...request)),
    async serve(): Promise<void> {
      // Replies may have come while this backend did not listen.
      for (const id of sent.keys()) void readReply(id).catch(onError);
      for (const request of await store.waiting()) void track(serveOne(request));
    },
    abandoned: (id: string) => serving.get(id)?.abort(),
    replied: (id: string) => void readReply(id).catch(onError),
    async stop(): Promise<void> {
      for (const resolve of sent.values()) resolve({ reason: "stopped", failure: null });
      while (unfinished.size > 0) await Promise.all(unfinished);
    },
  };
}
