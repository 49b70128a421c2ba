import { type Clock, repeat } from "../clock.ts";
import { type Notification, notificationChannel, parseNotification } from "../store/cluster-schema.ts";
import type { ListeningClient } from "../store/open-shared-stores.ts";

export interface NotificationListenerOptions {
  readonly createListener: () => ListeningClient;
  readonly clock: Clock;
  readonly onNotification: (notification: Notification) => void;
  /** It listens from now on; what was notified before has to be read. */
  readonly onListening: () => void;
  /** Nothing is received until `onListening`; called once per outage. */
  readonly onLost: (error: Error) => void;
}

const retryAfterMs = 1000;
/** An idle connection may be broken without an error, so it is checked. */
const checkEveryMs = 3000;

/** Receives the backends' notifications (LISTEN) on a connection of its own. */
export function createNotificationListener(options: NotificationListenerOptions) {
  const { clock } = options;
  let client: ListeningClient | null = null;
  let isLost = false;
  let running = false;

  const checking = repeat({
    clock,
    async run() {
      await (client === null ? listen() : check(client));
      return client === null ? retryAfterMs : checkEveryMs;
    },
    retryAfterMs: [retryAfterMs],
    onError: () => undefined,
  });

  async function listen(): Promise<void> {
    const attempt = options.createListener();
    attempt.on("error", (error) => lose(attempt, error));
    attempt.on("end", () => lose(attempt, new Error("The connection ended")));
    attempt.on("notification", ({ payload }) => {
      const notification = parseNotification(payload ?? "");
      if (notification !== null) options.onNotification(notification);
    });
    try {
      await attempt.connect();
      await attempt.query(`listen ${notificationChannel}`);
      client = attempt;
      isLost = false;
      options.onListening();
    } catch (error) {
      report(error as Error);
      await attempt.end().catch(() => undefined);
    }
  }

  async function check(listening: ListeningClient): Promise<void> {
    try {
      await listening.query("select 1");
    } catch (error) {
      lose(listening, error as Error);
    }
  }

  function lose(lost: ListeningClient, error: Error): void {
    if (client !== lost) return;
    client = null;
    if (!running) return;
    report(error);
    checking.wake();
    lost.end().catch(() => undefined);
  }

  function report(error: Error): void {
    if (!isLost) options.onLost(error);
    isLost = true;
  }

  return {
    start() {
      running = true;
      checking.start();
    },
    async stop(): Promise<void> {
      running = false;
      await checking.stop();
      await client?.end().catch(() => undefined);
    },
  };
}
