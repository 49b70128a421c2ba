import type { Clock } from "../clock.ts";
import { repeat } from "../repeat.ts";
import { type Notice, noticeChannel, noticeSchema } from "../store/cluster-schema.ts";
import type { ListeningClient } from "../store/open-shared-stores.ts";

/** A connection of its own that hears what the backends tell each other (LISTEN). */
export interface Ears {
  start(): void;
  /** No timer and no connection is left. */
  stop(): Promise<void>;
}

export interface EarsOptions {
  readonly createListener: () => ListeningClient;
  readonly clock: Clock;
  readonly onNotice: (notice: Notice) => void;
  /** It hears from now on; what was said before has to be read up. */
  readonly onListening: () => void;
  /** Nothing is heard until `onListening`; told once an outage. */
  readonly onDeaf: (error: Error) => void;
}

const retryAfterMs = 1000;
/** A connection that says nothing may be broken without anybody having been told; asked this often, ms. */
const checkEveryMs = 3000;

export function createEars(options: EarsOptions): Ears {
  const { clock } = options;
  let client: ListeningClient | null = null;
  let deaf = false;
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
    attempt.on("notification", ({ payload }) => hear(payload ?? ""));
    try {
      await attempt.connect();
      await attempt.query(`listen ${noticeChannel}`);
      client = attempt;
      deaf = false;
      options.onListening();
    } catch (error) {
      tellDeaf(error as Error);
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
    tellDeaf(error);
    checking.wake();
    lost.end().catch(() => undefined);
  }

  function tellDeaf(error: Error): void {
    if (!deaf) options.onDeaf(error);
    deaf = true;
  }

  /** Other programs may use the same channel of the same database. */
  function hear(payload: string): void {
    const notice = noticeSchema.safeParse(parseJson(payload));
    if (notice.success) options.onNotice(notice.data);
  }

  return {
    start() {
      running = true;
      checking.start();
    },
    async stop() {
      running = false;
      await checking.stop();
      await client?.end().catch(() => undefined);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
