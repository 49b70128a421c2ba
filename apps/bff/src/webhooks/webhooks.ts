import { randomUUID } from "node:crypto";
import type { AttentionKind } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import { type Clock, type Repeated, repeat } from "../clock.ts";
import type { WebhookConfig, WebhookReceiver } from "../config/webhook-config.ts";
import type { OnAttentionChanges } from "../store/attention-store.ts";
import { addToOutbox, type OutboxStore } from "../store/outbox-store.ts";
import type { OutboxMessage } from "../store/schema.ts";
import { composeAlert, messageBody } from "./message-body.ts";
import type { SendMessage } from "./send-message.ts";

export type Webhooks = ReturnType<typeof createWebhooks>;

export interface WebhooksOptions {
  readonly config: WebhookConfig;
  readonly outbox: OutboxStore;
  readonly board: Pick<Board, "get">;
  readonly send: SendMessage;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info" | "warn">;
}

/** Events within this time go into one message. */
const gatherMs = 5000;
/** Robots accept 20 messages a minute (WeCom, DingTalk), other senders included. */
const mostPerMinute = 10;
const minuteMs = 60_000;
const eventsPerMessage = 100;
const retryAfterMs = [5000, 15_000, 60_000, 300_000, 900_000];
const outboxRetryMs = [5000, 15_000];
/** Bounds a receiver's Retry-After. */
const longestWaitMs = 3_600_000;
/** Age at which messages and unsent events are dropped. */
const giveUpAfterMs = 86_400_000;

interface Queue {
  readonly receiver: WebhookReceiver;
  readonly sending: Repeated;
  notBeforeMs: number;
  failures: number;
  /** Times within the last minute, monotonic ms. */
  sent: number[];
}

/** Sends alerts to the receivers, each at least once, across crashes and failures. */
export function createWebhooks(options: WebhooksOptions) {
  const { config, outbox, board, clock, logger } = options;
  const receiverIds = config.receivers.map(({ id }) => id);
  let stopping = new AbortController();
  const queues = config.receivers.map(createQueue);
  const dropping = repeatOnOutbox(() => outbox.keepOnly(receiverIds).then(() => null));

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
    const queue: Queue = { receiver, sending, notBeforeMs: 0, failures: 0, sent: [] };
    return queue;
  }

  /** Resolves to the time until the next step, ms; null: nothing to send. */
  async function step(queue: Queue): Promise<number | null> {
    const wait = Math.max(waitForRate(queue), queue.notBeforeMs - clock.monotonic());
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
      logger.error({ receiver: receiver.name, events: dropped }, "webhook alerts given up: too old");
    const events = await outbox.waiting(receiver.id, eventsPerMessage);
    const first = events[0];
    if (!first) return null;
    const id = randomUUID();
    const alert = composeAlert(id, events, config, (key) => {
      const campaign = board.get(key);
      return campaign && presentCampaign(campaign, clock.now());
    });
    const message = { id, body: messageBody(receiver.format, alert), createdAt: first.at };
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
      queue.notBeforeMs = clock.monotonic() + waitMs;
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
    start(): void {
      stopping = new AbortController();
      dropping.start();
      for (const { sending } of queues) sending.start(gatherMs);
    },
    /** Aborts requests; their messages are sent again after the next start. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all([dropping.stop(), ...queues.map(({ sending }) => sending.stop())]);
    },
    wake,
    /** Runs in the attention journal's transaction. */
    onChanges: (async (transaction, changes) => {
      const alerts = changes.filter(
        ({ kind, until }) =>
          config.kinds.has(kind as AttentionKind) && config.events.has(until === null ? "began" : "ended"),
      );
      await addToOutbox(transaction, receiverIds, alerts);
      if (alerts.length > 0) wake();
    }) satisfies OnAttentionChanges,
  };
}
