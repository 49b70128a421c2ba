import type { ProcessEnd } from "./service-process.ts";

export interface Running {
  /** The first process that ends. */
  readonly ended: Promise<ProcessEnd>;
  stop(): Promise<void>;
}

/** Stops what it started on Ctrl-C, SIGTERM, a closed terminal, or the end of the parent or of one process. */
export async function untilStopped(start: () => Promise<Running>): Promise<void> {
  const stopRequested = new Promise<"stop">((resolve) => {
    for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"])
      process.on(event, () => resolve("stop"));
  });
  try {
    const starting = start();
    // A signal during the start takes effect after it.
    const running = await starting;
    const outcome = await Promise.race([running.ended, stopRequested]);
    if (outcome !== "stop") console.error(describeEnd(outcome));
    await running.stop();
    process.exit(outcome === "stop" ? 0 : (outcome.code ?? 1));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

function describeEnd({ name, code, signal }: ProcessEnd): string {
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  return `The ${name} ${how}, so Cruiseboard stops.`;
}
