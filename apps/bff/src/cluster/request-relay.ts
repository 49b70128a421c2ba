import { randomUUID } from "node:crypto";
import type { CampaignKey } from "@cruiseboard/contract";
import { z } from "zod";
import type { Observation } from "../campaigns/observation.ts";
import type { Clock } from "../clock.ts";
import type { Poller } from "../polling/poller.ts";
import { RefreshError } from "../polling/request-queues.ts";
import { factsSchema } from "../store/last-facts-store.ts";
import type { AskedLook, AskedLookStore } from "../store/request-store.ts";

/** Looks that somebody waits for, done by whichever backend asks the upstream. */
export interface LookRelay {
  /** Has a look done elsewhere. A refresh answers null: what it saw is on the board. Throws RefreshError. */
  ask(kind: AskedLook["kind"], key: CampaignKey, signal?: AbortSignal): Promise<Observation | null>;
  /** Does whatever waits. What another backend asks for is left to that one. */
  serve(): Promise<void>;
  /** Whoever asked has gone. */
  abandoned(id: string): void;
  /** The reply to a look can be read. */
  replied(id: string): void;
  stop(): void;
}

export interface LookRelayOptions {
  readonly store: AskedLookStore;
  readonly poller: Pick<Poller, "refresh" | "peek">;
  readonly clock: Clock;
  /** Whether this backend is the one that asks for the campaign's account. */
  readonly mayAsk: (key: CampaignKey) => boolean;
  /** Before a reply: what was seen is written, so that whoever reads the reply finds it. */
  readonly flush: (key: CampaignKey) => Promise<void>;
  /** After a reply: takes over what was seen. */
  readonly catchUp: (key: CampaignKey) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Whoever asks the upstream answers within its time limit, and a takeover takes some seconds. */
const waitMs = { refresh: 12_000, peek: 60_000 } as const;

const observationFailureSchema = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.string().nullable(),
});
const failed = { at: z.number(), failure: observationFailureSchema };
const observationSchema: z.ZodType<Observation> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("answered"), at: z.number(), facts: factsSchema }),
  z.object({ kind: z.literal("notFound"), ...failed }),
  z.object({ kind: z.literal("failed"), ...failed, cause: z.enum(["campaign", "application", "upstream"]) }),
]);
const replySchema = z.union([
  z.object({ seen: observationSchema.nullable() }),
  z.object({
    reason: z.enum(["failed", "notFound", "busy", "gone", "stopped"]),
    failure: observationFailureSchema.nullable(),
  }),
]);
type Reply = z.infer<typeof replySchema>;

export function createLookRelay(options: LookRelayOptions): LookRelay {
  const { store, clock } = options;
  /** By id: what this backend waits for, and what it does for others. */
  const awaited = new Map<string, { key: CampaignKey; settle: (reply: Reply) => void }>();
  const serving = new Map<string, AbortController>();

  async function ask(kind: AskedLook["kind"], key: CampaignKey, signal?: AbortSignal): Promise<Reply> {
    const id = randomUUID();
    const reply = new Promise<Reply>((settle) => awaited.set(id, { key, settle }));
    const giveUp = (reason: "busy" | "gone") => awaited.get(id)?.settle({ reason, failure: null });
    const timer = clock.setTimeout(() => giveUp("busy"), waitMs[kind]);
    const onAbort = () => giveUp("gone");
    signal?.addEventListener("abort", onAbort);
    try {
      await store.ask({ id, kind, key });
      return await reply;
    } finally {
      clock.clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      awaited.delete(id);
      // Whoever does it hears that nobody waits; if it was done, that is no news.
      store.remove(id, "abandoned").catch(options.onError);
    }
  }

  async function serveOne(look: AskedLook): Promise<void> {
    if (serving.has(look.id) || !options.mayAsk(look.key)) return;
    const gone = new AbortController();
    serving.set(look.id, gone);
    try {
      const reply = await perform(look, gone.signal);
      await options.flush(look.key);
      await store.reply(look.id, JSON.stringify(reply));
    } catch (error) {
      options.onError(error);
    } finally {
      serving.delete(look.id);
    }
  }

  async function perform({ kind, key }: AskedLook, signal: AbortSignal): Promise<Reply> {
    try {
      if (kind === "peek") return { seen: await options.poller.peek(key, signal) };
      await options.poller.refresh(key);
      return { seen: null };
    } catch (error) {
      if (error instanceof RefreshError) return { reason: error.reason, failure: error.failure };
      throw error;
    }
  }

  async function readReply(id: string): Promise<void> {
    const waiting = awaited.get(id);
    const text = waiting && (await store.readReply(id));
    if (!text) return;
    await options.catchUp(waiting.key);
    waiting.settle(replySchema.catch({ reason: "failed", failure: null }).parse(JSON.parse(text)));
  }

  return {
    async ask(kind, key, signal) {
      const reply = await ask(kind, key, signal);
      if ("seen" in reply) return reply.seen;
      throw new RefreshError(reply.reason, reply.failure);
    },
    async serve() {
      for (const look of await store.waiting()) void serveOne(look);
    },
    abandoned: (id) => serving.get(id)?.abort(),
    replied: (id) => void readReply(id).catch(options.onError),
    stop() {
      for (const { settle } of awaited.values()) settle({ reason: "stopped", failure: null });
    },
  };
}
