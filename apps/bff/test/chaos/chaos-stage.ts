import { boardAnswerSchema } from "@cruiseboard/contract";
import { ask } from "../kit/ask.ts";
import { type BackendProcess, environmentOf, startBackendProcess } from "../kit/backend-process.ts";
import type { ChaosDatabase } from "./chaos-database.ts";
import type { ChaosUpstream } from "./chaos-upstream.ts";
import type { DialedWorld } from "./dialed-world.ts";
import type { SmallDisk } from "./small-disk.ts";

/** Backends over one store, and the upstream they ask. */
export interface ChaosStage {
  readonly upstream: ChaosUpstream;
  /** Where backend `index` listens; null: it is not there. */
  urlOf(index: number): string | null;
  readonly backends: number;
  /** null: each backend's own, which nothing can happen to without it. */
  readonly database: ChaosDatabase | null;
  /** What the backend's data folder is on; null: a disk that nobody fills up. */
  readonly disk: SmallDisk | null;
  /** Which clocks backends have had since the last `clocksAreRight`, ms ahead of the machine's. */
  readonly clocksAhead: readonly number[];
  /** When one was set last, epoch ms. */
  readonly clockSetAt: number;
  /** Sets a backend's wall clock; it may be dead, too. */
  setClock(index: number, aheadMs: number): void;
  /** Everything that was observed by a wrong clock has been observed again. */
  clocksAreRight(): void;
  start(index: number): Promise<void>;
  /** Answers when it is gone, epoch ms. */
  end(index: number, signal: "SIGKILL" | "SIGTERM"): Promise<number>;
  pause(index: number): void;
  wake(index: number): void;
  /** What each running backend says of the upstream and the time, and the latest lines that it logged. */
  report(): Promise<string>;
  /** Puts the world's campaigns on the watch list. */
  watch(world: DialedWorld): Promise<void>;
}

interface ChaosStageOptions {
  readonly upstream: ChaosUpstream;
  /** By backend, where the store is; each backend gets a port of its own. */
  readonly environments: readonly Readonly<Record<string, string>>[];
  readonly database?: ChaosDatabase;
  readonly disk?: SmallDisk | null;
}

const clockModule = new URL("set-clock.ts", import.meta.url);

export function createChaosStage(options: ChaosStageOptions): ChaosStage {
  const { upstream, environments, database = null, disk = null } = options;
  let clocksAhead: readonly number[] = [0];
  let clockSetAt = Number.NEGATIVE_INFINITY;
  const running = new Map<number, { process: BackendProcess; url: string }>();
  const at = (index: number) => {
    const backend = running.get(index);
    if (!backend) throw new Error(`backend ${index} is not running`);
    return backend;
  };
  return {
    upstream,
    backends: environments.length,
    database,
    disk,
    get clocksAhead() {
      return clocksAhead;
    },
    get clockSetAt() {
      return clockSetAt;
    },
    setClock(index, aheadMs) {
      clocksAhead = [...new Set([...clocksAhead, aheadMs])];
      clockSetAt = Date.now();
      at(index).process.tell({ clockAheadMs: aheadMs });
    },
    clocksAreRight() {
      clocksAhead = [0];
    },
    urlOf: (index) => running.get(index)?.url ?? null,
    async start(index) {
      const process = startBackendProcess(
        environmentOf({ ...upstream.environment, ...environments[index] }),
        [clockModule],
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
    async report() {
      const parts = [...running].map(async ([index, { process, url }]) => {
        const { upstream, serverTime } = boardAnswerSchema.parse(
          (await ask(url, "/api/v1/campaigns")).json(),
        );
        const now = new Date().toISOString();
        return `${index}: ${JSON.stringify({ now, serverTime, upstream })}\n${lastLines(process.stdout())}`;
      });
      return (await Promise.all(parts)).join("\n");
    },
  };
}

function lastLines(text: string): string {
  const lines = text.split("\n").filter((line) => !line.includes('"event":"changed"'));
  return lines.slice(-40).join("\n");
}
