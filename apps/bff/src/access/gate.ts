import type { IncomingMessage } from "node:http";
import type { Viewer } from "@cruiseboard/contract";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { AccessRefusal } from "./access-refusal.ts";
import type { Admission, Gate } from "./admission.ts";
import { createBearerTokens } from "./bearer-tokens.ts";
import { createMask } from "./mask.ts";
import { everything } from "./scope.ts";
import { createScopeBook } from "./scope-book.ts";

/** Whoever opens the page while no access mode is configured, which is possible on this machine only. */
const openAccessViewer: Viewer = Object.freeze({
  subject: "local",
  name: "Local manager",
  role: "manager",
  sdkAppIds: null,
  agents: null,
});

const openAdmission: Admission = Object.freeze({
  viewer: openAccessViewer,
  scope: everything,
  by: "open",
  until: Number.POSITIVE_INFINITY,
  setCookie: null,
});

/** Tells who asks, by whichever ways are configured: a bearer token, which wins, or a session. */
export function createGate({ access, credentials }: Config, clock: Pick<Clock, "now">): Gate {
  const scopes = createScopeBook(createMask(access.maskForViewers, credentials.secretKey));
  const tokens = access.tokens && createBearerTokens({ config: access.tokens, clock, scopes });
  if (access.tokens === null && access.signIn === null) return { admit: () => openAdmission };
  return {
    admit(request) {
      const token = tokens && bearerTokenOf(request);
      if (tokens && token) return tokens.admit(token);
      throw new AccessRefusal("missing", "Nobody is signed in, and no token was sent");
    },
  };
}

/** null: another scheme, or none. What follows the scheme's name is judged by whoever verifies it. */
function bearerTokenOf({ headers }: IncomingMessage): string | null {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}
