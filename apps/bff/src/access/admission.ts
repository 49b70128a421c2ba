import type { IncomingMessage } from "node:http";
import type { Viewer } from "@cruiseboard/contract";
import type { Scope } from "./scope.ts";

/** Who asks, what of the board is for this viewer, and for how long that holds. */
export interface Admission {
  readonly viewer: Viewer;
  readonly scope: Scope;
  /** open: nobody has to say who they are · bearer: by a token · session: by having signed in. */
  readonly by: "open" | "bearer" | "session";
  /** Epoch ms from which on it is void. */
  readonly until: number;
  /** A Set-Cookie header that the answer has to carry; null: none. */
  readonly setCookie: string | null;
}

/** Tells who asks. */
export interface Gate {
  /**
   * At once for whoever is known already, which nearly everybody is. Throws, or rejects with, AccessRefusal.
   */
  admit(request: IncomingMessage): Admission | Promise<Admission>;
}
