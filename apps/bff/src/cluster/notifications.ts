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

export function createNotificationListener(options: NotificationListenerOptions) {
  const { clock } = options;
  let client: ListeningClient | null = null;
  let isLost = false;
  let running = false;

  const checking = repeat({
    clock,
    async run() {
      if (client === null) await listen(options.createListener());
      else await client.query("select 1");
      return checkEveryMs;
    },
    retryAfterMs: [retryAfterMs],
    onError: (error) => lose(client, error as Error),
  });

  async function listen(attempt: ListeningClient): Promise<void> {
    attempt.on("error", (error) => lose(attempt, error));
    attempt.on("end", () => lose(attempt, new Error("The connection ended")));
    attempt.on("notification", ({ payload }) => {
      const notification = parseNotification(payload ?? "");
      if (notification !== null) options.onNotification(notification);
    });
    try {
      await attempt.connect();
      await attempt.query(`listen ${notificationChannel}`);
    } catch (error) {
      await attempt.end().catch(() => undefined);
      throw error;
    }
    client = attempt;
    isLost = false;
    options.onListening();
  }

  /** `lost` null: a new connection could not be made. */
  function lose(lost: ListeningClient | null, error: Error): void {
    if (client !== lost || !running) return;
    client = null;
    if (!isLost) options.onLost(error);
    isLost = true;
    if (lost === null) return;
    checking.wake();
    lost.end().catch(() => undefined);
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
