import type { IncomingMessage } from "node:http";
import type { Viewer } from "@cruiseboard/contract";
import { AccessRefusal } from "./access-refusal.ts";
import type { Admission, Gate } from "./admission.ts";
import type { BearerTokens } from "./bearer-tokens.ts";
import { everything } from "./scope.ts";
import type { Sessions } from "./sessions.ts";

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

/** Lets in whoever can reach it. */
export const openGate: Gate = { admit: () => openAdmission };

/**
 * Lets in whoever shows a token or has signed in; null: that way is not configured. A token wins: it says for whom this
 * very request is, while a browser sends its cookies by itself.
 */
export function createGate(tokens: BearerTokens | null, sessions: Pick<Sessions, "admit"> | null): Gate {
  return {
    admit(request) {
      const token = tokens && bearerTokenOf(request);
      if (tokens && token !== null) return tokens.admit(token);
      const admission = sessions?.admit(request);
      if (admission) return admission;
      throw new AccessRefusal("missing", "Nobody is signed in, and no token was sent");
    },
  };
}

const scheme = "bearer ";

/** null: another scheme, or none. What follows the scheme's name is judged by whoever verifies it. */
function bearerTokenOf({ headers }: IncomingMessage): string | null {
  const { authorization } = headers;
  // Every poll comes by here: a regular expression would cost as much as the hash that follows.
  if (authorization?.slice(0, scheme.length).toLowerCase() !== scheme) return null;
  return authorization.slice(scheme.length).trim() || null;
}
