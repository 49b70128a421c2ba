import type { Registry } from "prom-client";

/** What Node tells of this process: CPU, memory, how late the event loop is; from the first call on. */
export function createDescribeProcess(registry: Registry): () => Promise<void> {
  let described: Promise<void> | null = null;

  async function describe(): Promise<void> {
    const { collectDefaultMetrics } = await import("prom-client");
    collectDefaultMetrics({ register: registry });
  }

  return () => {
    described ??= describe();
    return described;
  };
}
