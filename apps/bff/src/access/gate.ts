import type { Viewer } from "@cruiseboard/contract";
import type { Admission, Gate } from "./admission.ts";
import { everything } from "./scope.ts";

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

/** Tells who asks, by whichever ways are configured. */
export function createGate(): Gate {
  return { admit: () => openAdmission };
}
