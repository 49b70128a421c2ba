import type { AttentionKind } from "@cruiseboard/contract";
import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { watchDirectly } from "../../test/kit/watch-directly.ts";
import { createEnvironmentReader } from "../config/environment.ts";
import { readWebhookConfig } from "../config/webhook-config.ts";
import { type AttentionStore, createAttentionStore } from "../store/attention-store.ts";
import { createOutboxStore } from "../store/outbox-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import type { Delivery } from "./send-message.ts";
import { createWebhooks } from "./webhooks.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const delivered: Delivery = { outcome: "delivered" };
const failed: Delivery = { outcome: "failed", reason: "status 503", retryAfterMs: null };

interface Sent {
  readonly at: number;
  readonly to: string;
  readonly id: string;
  readonly campaigns: number[];
}

/** A process on a folder's database, whose receivers answer as the test says; what they got is added to `sent`. */
async function startProcess(
  clock: FakeClock,
  folder: string,
  sent: Sent[],
  given: Record<string, string> = {},
) {
  const problems: string[] = [];
  const environment = { WEBHOOK_URLS: "generic=http://a.example", ...given };
  const config = readWebhookConfig(createEnvironmentReader(environment, problems), null);
  expect(problems).toEqual([]);
  const db = await openSqliteDatabase(folder, "test.db");
  const log: string[] = [];
  const state = { answer: delivered as Delivery | Promise<Delivery> };
  const webhooks = createWebhooks({
    config,
    outbox: createOutboxStore(db),
    board: { get: () => null },
    send: (receiver, { id, body }) => {
      const { events } = JSON.parse(body) as { events: { campaignId: number }[] };
      const campaigns = events.map(({ campaignId }) => campaignId);
      sent.push({ at: clock.now() - start, to: receiver.name, id, campaigns });
      return Promise.resolve(state.answer);
    },
    clock,
    logger: {
      error: (_details: unknown, message?: string) => void log.push(`error: ${message}`),
      warn: (_details: unknown, message?: string) => void log.push(`warn: ${message}`),
      info: (_details: unknown, message?: string) => void log.push(`info: ${message}`),
    },
  });
  const attention: AttentionStore = createAttentionStore(db, webhooks.onChanges);
  webhooks.start();

  /** Something begins at a campaign, or is over. */
  const see = async (campaignId: number, kind: AttentionKind | null = "stalled") => {
    await watchDirectly(db, { sdkAppId: 1, campaignId });
    return attention.write([
      {
        key: { sdkAppId: 1, campaignId },
        at: clock.now(),
        kinds: kind === null ? [] : [{ kind, since: clock.now() }],
        complete: true,
      },
    ]);
  };
  return {
    log,
    see,
    state,
    webhooks,
    db,
    async end() {
      await webhooks.stop();
      await db.destroy();
      expect(clock.pendingTimers()).toBe(0);
    },
  };
}

describe("webhooks", () => {
  it("send what begins, gathered for five seconds, once", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const { see, end } = await startProcess(clock, temporaryFolder(), sent);
    await clock.advance(minute);
    await see(1);
    await clock.advance(2 * second);
    await see(2);
    await see(2);
    await clock.advance(hour);
    expect(sent.map(({ at, campaigns }) => [at, campaigns])).toEqual([[minute + 5 * second, [1, 2]]]);
    await end();
  });

  it("send only the configured kinds, and ends only if configured", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const folder = temporaryFolder();
    const { see, end } = await startProcess(clock, folder, sent, { WEBHOOK_KINDS: "overrun" });
    await see(1);
    await see(2, "overrun");
    await see(2, null);
    await clock.advance(minute);
    expect(sent.map(({ campaigns }) => campaigns)).toEqual([[2]]);
    await end();
    const next = await startProcess(clock, folder, sent, { WEBHOOK_EVENTS: "ended" });
    await next.see(3);
    await next.see(3, null);
    await clock.advance(minute);
    expect(sent.map(({ campaigns }) => campaigns)).toEqual([[2], [3]]);
    await next.end();
  });

  it("send what another process put into the outbox, once they are woken", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const folder = temporaryFolder();
    const other = await startProcess(clock, folder, sent);
    const telling = await startProcess(clock, folder, sent);
    await other.webhooks.stop();
    await clock.advance(minute);
    await other.see(1);
    await clock.advance(minute);
    expect(sent).toEqual([]);
    telling.webhooks.wake();
    await clock.advance(minute);
    expect(sent.map(({ campaigns }) => campaigns)).toEqual([[1]]);
    await telling.webhooks.stop();
    await other.end();
    await telling.end();
  });

  it("send each receiver its own, whatever becomes of the others", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const { see, end } = await startProcess(clock, temporaryFolder(), sent, {
      WEBHOOK_URLS: "generic=http://a.example,generic=http://b.example",
    });
    await see(1);
    await clock.advance(minute);
    expect(sent.map(({ to }) => to)).toEqual(["generic 1", "generic 2"]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
    await end();
  });

  it("send ten messages a minute at the most, with all there is", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const { see, end } = await startProcess(clock, temporaryFolder(), sent);
    for (let index = 1; index <= 250; index += 1) await see(index);
    for (let round = 1; round <= 60; round += 1) {
      await see(1000 + round);
      await clock.advance(second * 2);
    }
    await clock.advance(minute);
    const within = sent.map(({ at }) => sent.filter((one) => one.at > at - minute && one.at <= at).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(10);
    expect(Math.max(...sent.map(({ campaigns }) => campaigns.length))).toBe(100);
    expect(sent.flatMap(({ campaigns }) => campaigns).toSorted((one, two) => one - two)).toEqual([
      ...Array.from({ length: 250 }, (_, index) => index + 1),
      ...Array.from({ length: 60 }, (_, index) => 1001 + index),
    ]);
    await end();
  });
});

describe("a receiver that fails", () => {
  it("gets the same message again, ever more rarely, and what came meanwhile after it", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const { see, state, log, end } = await startProcess(clock, temporaryFolder(), sent);
    state.answer = failed;
    await see(1);
    await clock.advance(hour);
    await see(2);
    expect(sent.length).toBeGreaterThan(5);
    expect(sent.length).toBeLessThan(12);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    state.answer = delivered;
    await clock.advance(hour);
    expect(sent.at(-1)?.campaigns).toEqual([2]);
    expect(log).toEqual(["warn: webhook failed; trying again", "info: webhook delivered again"]);
    await end();
  });

  it("is left alone for as long as it asks, but not longer than an hour", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const { see, state, end } = await startProcess(clock, temporaryFolder(), sent);
    state.answer = { ...failed, retryAfterMs: 10 * minute };
    await see(1);
    await clock.advance(10 * minute);
    expect(sent).toHaveLength(1);
    state.answer = { ...failed, retryAfterMs: 100 * hour };
    await clock.advance(minute);
    expect(sent).toHaveLength(2);
    await clock.advance(hour);
    expect(sent).toHaveLength(3);
    await end();
  });

  it("is dropped after a day, with a line in the log", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const { see, state, log, end } = await startProcess(clock, temporaryFolder(), sent);
    state.answer = failed;
    await see(1);
    await clock.advance(hour);
    await see(2);
    await clock.advance(50 * hour);
    const count = sent.length;
    expect(log.filter((line) => line.startsWith("error"))).toEqual([
      "error: webhook message given up",
      "error: webhook message given up",
    ]);
    await clock.advance(10 * hour);
    expect(sent).toHaveLength(count);
    await end();
  });

  it("does not get what is older than a day after the server was off for long", async () => {
    const clock = createFakeClock(start);
    const folder = temporaryFolder();
    const sent: Sent[] = [];
    const first = await startProcess(clock, folder, sent);
    await first.see(1);
    await first.end();
    await clock.advance(25 * hour);
    const next = await startProcess(clock, folder, sent);
    await next.see(2);
    await clock.advance(minute);
    expect(sent.map(({ campaigns }) => campaigns)).toEqual([[2]]);
    expect(next.log).toEqual(["error: webhook alerts given up: too old"]);
    await next.end();
  });

  it("that refuses a message is not asked again", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const { see, state, log, end } = await startProcess(clock, temporaryFolder(), sent);
    state.answer = { outcome: "refused", reason: "status 404" };
    await see(1);
    await clock.advance(hour);
    expect(sent).toHaveLength(1);
    expect(log).toEqual(["error: webhook message given up"]);
    await end();
  });

  it("does not keep the server from stopping", async () => {
    const clock = createFakeClock(start);
    const held = Promise.withResolvers<Delivery>();
    const { see, state, webhooks, db } = await startProcess(clock, temporaryFolder(), []);
    state.answer = held.promise;
    await see(1);
    await clock.advance(6 * second);
    const stopped = webhooks.stop();
    held.resolve(failed);
    await stopped;
    expect(clock.pendingTimers()).toBe(0);
    await db.destroy();
  });
});

describe("over a restart", () => {
  it("a message that was not acknowledged is sent again under the same key, one that was is not", async () => {
    const clock = createFakeClock(start);
    const folder = temporaryFolder();
    const sent: Sent[] = [];
    const first = await startProcess(clock, folder, sent);
    await first.see(1);
    await clock.advance(10 * second);
    first.state.answer = failed;
    await first.see(2);
    await clock.advance(6 * second);
    await first.see(3);
    await first.end();
    const next = await startProcess(clock, folder, sent);
    await clock.advance(minute);
    expect(sent.map(({ campaigns }) => campaigns)).toEqual([[1], [2], [2], [3]]);
    expect(sent[1]?.id).toBe(sent[2]?.id);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
    await next.end();
  });

  it("nothing is sent to a receiver that is configured no more", async () => {
    const clock = createFakeClock(start);
    const folder = temporaryFolder();
    const sent: Sent[] = [];
    const first = await startProcess(clock, folder, sent);
    await first.see(1);
    await first.end();
    const next = await startProcess(clock, folder, sent, { WEBHOOK_URLS: "generic=http://other.example" });
    await clock.advance(minute);
    expect(sent).toEqual([]);
    await next.end();
  });

  it("goes on after a fault of the store, and says so", async () => {
    const clock = createFakeClock(start);
    const sent: Sent[] = [];
    const { see, log, db, end } = await startProcess(clock, temporaryFolder(), sent);
    await see(1);
    await db.schema.alterTable("webhook_messages").renameTo("elsewhere").execute();
    await clock.advance(minute);
    expect(log[0]).toBe("error: webhooks: the outbox cannot be used; trying again");
    await db.schema.alterTable("elsewhere").renameTo("webhook_messages").execute();
    await clock.advance(minute);
    expect(sent).toHaveLength(1);
    await end();
  });
});
