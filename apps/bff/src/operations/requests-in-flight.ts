import type { ServerResponse } from "node:http";

/** The requests that are being answered, so that a stop can let them end. */
export interface RequestsInFlight {
  began(response: ServerResponse): void;
  /** Resolves when none is left; at once if none is. */
  allEnded(): Promise<void>;
}

export function createRequestsInFlight(): RequestsInFlight {
  const open = new Set<ServerResponse>();
  let whenEnded: (() => void)[] = [];

  function ended(response: ServerResponse): void {
    open.delete(response);
    if (open.size > 0) return;
    for (const resolve of whenEnded) resolve();
    whenEnded = [];
  }

  return {
    began(response) {
      open.add(response);
      response.once("close", () => ended(response));
    },
    allEnded: () =>
      new Promise((resolve) => {
        if (open.size === 0) resolve();
        else whenEnded.push(resolve);
      }),
  };
}
