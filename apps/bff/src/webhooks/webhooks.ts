import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import { type Clock, type Repeated, repeat } from "../clock.ts";
import type { WebhookConfig, WebhookReceiver } from "../config/webhook-config.ts";
import type { OnAttentionChanges } from "../store/attention-store.ts";
import { addToOutbox, type OutboxMessage, type OutboxStore } from "../store/outbox-store.ts";
import { composeNotice } from "./alert.ts";
import { messageBody } from "./message-body.ts";
import type { SendMessage } from "./send-message.ts";

/** Tells receivers outside what begins (and ends) to need attention: each at least once, whatever stops or fails. */
export interface Webhooks {
  start(): void;
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
/** Waits after faults of the store in a row, ms. */
const outboxRetryMs = [5000, 15_000];
/** No receiver's wish to wait is granted for longer, ms. */
const longestWaitMs = 3_600_000;
/** A message older than this is given up, and what was never sent by then, too, ms. */
const giveUpAfterMs = 86_400_000;

/** One receiver's queue: one message after the other. */
interface Queue {
  readonly receiver: WebhookReceiver;
  readonly sending: Repeated;
  /** Nothing is sent before, monotonic ms. */
  notBefore: number;
  failures: number;
  /** When messages were sent within the last minute, monotonic ms. */
  sent: number[];
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { config, outbox, board, clock, logger } = options;
  const told = config.receivers.map(({ id }) => id);
  let stopping = new AbortController();
  const queues = config.receivers.map(createQueue);
  const dropping = repeatOnOutbox(async () => {
    await outbox.keepOnly(told);
    return null;
  });

  function repeatOnOutbox(run: () => Promise<number | null>): Repeated {
    return repeat({
      clock,
      run,
      retryAfterMs: outboxRetryMs,
      onError: (error) => logger.error({ err: error }, "webhooks: the outbox cannot be used; trying again"),
    });
  }

  function createQueue(receiver: WebhookReceiver): Queue {
    const sending = repeatOnOutbox(() => step(queue));
    const queue: Queue = { receiver, sending, notBefore: 0, failures: 0, sent: [] };
    return queue;
  }

  /** Answers when to go on, ms; null: there is nothing to do. */
  async function step(queue: Queue): Promise<number | null> {
    const wait = Math.max(waitForRate(queue), queue.notBefore - clock.monotonic());
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
      const waitMs = Math.min(longestWaitMs, Math.max(wait, delivery.retryAfterMs ?? 0));
      queue.notBefore = clock.monotonic() + waitMs;
      return waitMs;
    }
    if (delivery.outcome !== "delivered")
      logger.error({ receiver: receiver.name, reason: delivery.reason }, "webhook message given up");
    else if (queue.failures > 0) logger.info({ receiver: receiver.name }, "webhook delivered again");
    queue.failures = 0;
    await outbox.done(message.id);
    return gatherMs;
  }

  function wake(): void {
    for (const { sending } of queues) sending.wake(gatherMs);
  }

  return {
    start() {
      stopping = new AbortController();
      dropping.start();
      for (const { sending } of queues) sending.start(gatherMs);
    },
    async stop() {
      stopping.abort();
      await Promise.all([dropping.stop(), ...queues.map(({ sending }) => sending.stop())]);
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
