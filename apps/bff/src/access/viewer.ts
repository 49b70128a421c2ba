import type { Viewer } from "@cruiseboard/contract";

/** Whoever opens the page while no access mode is configured, which is possible on this machine only. */
export const openAccessViewer: Viewer = Object.freeze({
  subject: "local",
  name: "Local manager",
  role: "manager",
  sdkAppIds: null,
  agents: null,
});
