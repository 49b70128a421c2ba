import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import type { Clock, Timer } from "../clock.ts";
import type { OnAttentionChanges } from "../store/attention-store.ts";
import { addToOutbox, type OutboxMessage, type OutboxStore } from "../store/outbox-store.ts";
import { messageBody } from "./message-body.ts";
import { composeNotice } from "./notice.ts";
import type { SendMessage } from "./send-message.ts";
import type { WebhookConfig, WebhookReceiver } from "./webhook-config.ts";

/** Tells receivers outside what begins (and ends) to need attention: each at least once, whatever stops or fails. */
export interface Webhooks {
  start(): Promise<void>;
  /** Breaks off what is under way, which is sent again later; no timer is left. */
  stop(): Promise<void>;
  /** There may be something new in the outbox, whoever put it there. */
  wake(): void;
  /** For the journal's store: puts into the outbox what is to be told. */
  readonly onChanges: OnAttentionChanges;
}

export interface WebhooksOptions {
  readonly config: WebhookConfig;
  readonly outbox: OutboxStore;
  readonly board: Pick<Board, "get">;
  readonly send: SendMessage;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info" | "warn">;
}

/** After the first event, so long is gathered what comes with it, ms. */
const gatherMs = 5000;
/** Robots take 20 messages a minute (WeCom, DingTalk); half of that leaves room for others in the chat. */
const mostPerMinute = 10;
const minuteMs = 60_000;
/** Events a message; what its format has no room for is counted in it. */
const eventsPerMessage = 100;
/** Waits after failures in a row, ms; the last one from then on. */
const retryAfterMs = [5000, 15_000, 60_000, 300_000, 900_000];
/** After a fault of the store, ms. */
const outboxRetryMs = 15_000;
/** No receiver's wish to wait is granted for longer, ms. */
const longestWaitMs = 3_600_000;
/** A message older than this is given up, and what was never sent by then, too, ms. */
const giveUpAfterMs = 86_400_000;

/** One receiver's queue: one message after the other. */
interface Queue {
  readonly receiver: WebhookReceiver;
  timer: Timer | null;
  turning: Promise<void> | null;
  /** Something was put into the outbox since the turn under way began. */
  hasNews: boolean;
  failures: number;
  /** When messages were sent within the last minute, monotonic ms. */
  sent: number[];
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { config, outbox, board, clock, logger } = options;
  let stopping = new AbortController();
  let running = false;
  const queues: readonly Queue[] = config.receivers.map((receiver) => ({
    receiver,
    timer: null,
    turning: null,
    hasNews: false,
    failures: 0,
    sent: [],
  }));

  function schedule(queue: Queue, delayMs: number): void {
    if (!running || queue.timer !== null || queue.turning !== null) return;
    queue.timer = clock.setTimeout(() => turn(queue), delayMs);
  }

  function turn(queue: Queue): void {
    queue.timer = null;
    queue.hasNews = false;
    queue.turning = takeTurn(queue);
  }

  async function takeTurn(queue: Queue): Promise<void> {
    const next = await step(queue).catch((error: unknown) => {
      logger.error({ err: error }, "webhooks: the outbox cannot be used; trying again");
      return outboxRetryMs;
    });
    queue.turning = null;
    if (next !== null) schedule(queue, next);
    else if (queue.hasNews) schedule(queue, gatherMs);
  }

  /** Answers when to go on, ms; null: there is nothing to do. */
  async function step(queue: Queue): Promise<number | null> {
    const wait = waitForRate(queue);
    if (wait > 0) return wait;
    const message = (await outbox.message(queue.receiver.id)) ?? (await compose(queue.receiver));
    return message === null ? null : deliver(queue, message);
  }

  function waitForRate(queue: Queue): number {
    const now = clock.monotonic();
    queue.sent = queue.sent.filter((at) => at > now - minuteMs);
    return queue.sent.length < mostPerMinute ? 0 : (queue.sent[0] ?? now) + minuteMs - now;
  }

  async function compose(receiver: WebhookReceiver): Promise<OutboxMessage | null> {
    const dropped = await outbox.dropOld(receiver.id, clock.now() - giveUpAfterMs);
    if (dropped > 0)
      logger.error({ receiver: receiver.name, events: dropped }, "webhook notices given up: too old");
    const events = await outbox.waiting(receiver.id, eventsPerMessage);
    const first = events[0];
    if (!first) return null;
    const id = randomUUID();
    const notice = composeNotice(id, events, config, (key) => {
      const campaign = board.get(key);
      return campaign && presentCampaign(campaign, clock.now());
    });
    const message = { id, body: messageBody(receiver.format, notice), createdAt: first.at };
    await outbox.seal(receiver.id, events, message);
    return message;
  }

  async function deliver(queue: Queue, message: OutboxMessage): Promise<number | null> {
    const { receiver } = queue;
    queue.sent.push(clock.monotonic());
    const delivery = await options.send(receiver, message, stopping.signal);
    if (delivery.outcome === "failed" && stopping.signal.aborted) return null;
    if (delivery.outcome === "failed" && clock.now() - message.createdAt < giveUpAfterMs) {
      if (queue.failures === 0)
        logger.warn({ receiver: receiver.name, reason: delivery.reason }, "webhook failed; trying again");
      queue.failures += 1;
      const wait = retryAfterMs[Math.min(queue.failures, retryAfterMs.length) - 1] ?? 0;
      return Math.min(longestWaitMs, Math.max(wait, delivery.retryAfterMs ?? 0));
    }
    if (delivery.outcome !== "delivered")
      logger.error({ receiver: receiver.name, reason: delivery.reason }, "webhook message given up");
    else if (queue.failures > 0) logger.info({ receiver: receiver.name }, "webhook delivered again");
    queue.failures = 0;
    await outbox.done(message.id);
    return gatherMs;
  }

  function wake(): void {
    for (const queue of queues) {
      queue.hasNews = true;
      schedule(queue, gatherMs);
    }
  }

  const told = config.receivers.map(({ id }) => id);
  return {
    async start() {
      running = true;
      stopping = new AbortController();
      await outbox.keepOnly(told);
      for (const queue of queues) schedule(queue, gatherMs);
    },
    async stop() {
      running = false;
      stopping.abort();
      for (const queue of queues) {
        if (queue.timer !== null) clock.clearTimeout(queue.timer);
        queue.timer = null;
        await queue.turning;
      }
    },
    wake,
    async onChanges(transaction, changes) {
      const news = changes.filter(
        ({ kind, until }) => config.kinds.has(kind) && config.events.has(until === null ? "began" : "ended"),
      );
      await addToOutbox(transaction, told, news);
      if (news.length > 0) wake();
    },
  };
}
