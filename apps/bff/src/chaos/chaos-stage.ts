import { ask } from "../test-kit/ask.ts";
import { type BackendProcess, environmentOf, startBackendProcess } from "../test-kit/backend-process.ts";
import type { ChaosUpstream } from "./chaos-upstream.ts";
import type { DialedWorld } from "./dialed-world.ts";

/** Backends over one store, and the upstream they ask. */
export interface ChaosStage {
  readonly upstream: ChaosUpstream;
  /** Where backend `index` listens; null: it is not there. */
  urlOf(index: number): string | null;
  readonly backends: number;
  /** null: each backend's own, which nothing can happen to without it. */
  readonly database: ChaosDatabase | null;
  start(index: number): Promise<void>;
  /** Answers when it is gone, epoch ms. */
  end(index: number, signal: "SIGKILL" | "SIGTERM"): Promise<number>;
  pause(index: number): void;
  wake(index: number): void;
  /** Puts the world's campaigns on the watch list. */
  watch(world: DialedWorld): Promise<void>;
}

/** A server apart from the backends; it keeps what it acknowledged. */
interface ChaosDatabase {
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** @param environment where the store is; each backend gets a port of its own. */
export function createChaosStage(
  upstream: ChaosUpstream,
  backends: number,
  environment: Readonly<Record<string, string>>,
  database: ChaosDatabase | null,
): ChaosStage {
  const running = new Map<number, { process: BackendProcess; url: string }>();
  const at = (index: number) => {
    const backend = running.get(index);
    if (!backend) throw new Error(`backend ${index} is not running`);
    return backend;
  };
  return {
    upstream,
    backends,
    database,
    urlOf: (index) => running.get(index)?.url ?? null,
    async start(index) {
      const process = startBackendProcess(
        environmentOf({ ...upstream.environment, LOG_LEVEL: "warn", ...environment }),
      );
      running.set(index, { process, url: await process.listening });
    },
    async end(index, signal) {
      const { process } = at(index);
      running.delete(index);
      process.kill(signal);
      await process.exited;
      return Date.now();
    },
    pause: (index) => at(index).process.kill("SIGSTOP"),
    wake: (index) => at(index).process.kill("SIGCONT"),
    async watch({ campaignIds }) {
      const campaigns = campaignIds.map((campaignId) => ({ sdkAppId: 1_400_000_000, campaignId }));
      const reply = await ask(at(0).url, "/api/v1/watch-list", { method: "POST", body: { campaigns } });
      if (reply.status >= 300) throw new Error(`The watch list was refused: ${reply.text}`);
    },
  };
}
