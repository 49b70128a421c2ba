export interface Running {
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Stops what it started on Ctrl-C, SIGTERM, a closed terminal or the end of the parent, and exits with its code. */
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
    await running.stop();
    process.exit(outcome === "stop" ? 0 : (outcome ?? 1));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
