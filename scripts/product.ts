import { startDemoUpstream } from "./demo.ts";
import { type ProcessEnd, type ServiceProcess, startService } from "./service-process.ts";

export interface ProductOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Passed to Node for the backend, such as `--watch`. */
  readonly execArgv?: readonly string[];
}

export interface Product {
  readonly url: string;
  readonly mode: "demo" | "live";
  /** The first server that ends. */
  readonly ended: Promise<ProcessEnd>;
  stop(): Promise<void>;
}

const credentialVariables = [
  "CCC_ACCOUNTS_FILE",
  "TENCENTCLOUD_SECRET_ID",
  "TENCENTCLOUD_SECRET_ID_FILE",
  "TENCENTCLOUD_SECRET_KEY",
  "TENCENTCLOUD_SECRET_KEY_FILE",
];

/** Limits Node's heap growth, which can otherwise reach hundreds of megabytes. Dockerfile and systemd unit set the same. */
const smallHeap = ["--max-semi-space-size=8", "--heap-growing-percent=50"];

/** glibc: returns freed memory to the system. Ignored elsewhere. */
const tidyMemory = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "1048576" };

/** Starts the backend, and in demo mode the simulator. Rejects if either does not start. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { environment } = options;
  const live = credentialVariables.some((name) => environment[name]?.trim());
  const services: ServiceProcess[] = [];
  const stop = async () => {
    // The backend stops before its upstream.
    for (const service of services.toReversed()) await service.stop();
  };
  try {
    const demo = live ? null : await startDemoUpstream(environment, services);
    const env = {
      ...tidyMemory,
      ...environment,
      CRUISEBOARD_MODE: live ? "live" : "demo",
      ...demo?.environment,
    };
    await demo?.loadPast(env);
    const backend = startService({
      name: "backend",
      script: "apps/bff/src/main.ts",
      env,
      // A demo is quiet, unless its log is asked for.
      showsOutput: live || environment["LOG_LEVEL"] !== undefined,
      advice: "Run npm run doctor for advice.",
      execArgv: [...smallHeap, ...(options.execArgv ?? [])],
    });
    services.push(backend);
    const url = await backend.listening;
    const ended = Promise.race(services.map((service) => service.ended));
    return { url, mode: live ? "live" : "demo", ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
