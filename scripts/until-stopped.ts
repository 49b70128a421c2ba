/** Something that runs until it is stopped or ends by itself. */
export interface Running {
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * Starts it, keeps this process alive for as long as it runs, and stops it on Ctrl-C, SIGTERM, a closed terminal or
 * the end of the process that started this one. Ends this process with its exit code.
 */
export async function untilStopped(start: () => Promise<Running>): Promise<void> {
  const stopRequested = new Promise<"stop">((resolve) => {
    for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"])
      process.on(event, () => resolve("stop"));
  });
  try {
    const starting = start();
    // A signal while it is still starting waits for the start, so that there is something to stop.
    const running = await starting;
    const outcome = await Promise.race([running.ended, stopRequested]);
    await running.stop();
    process.exit(outcome === "stop" ? 0 : (outcome ?? 1));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
