/** Recharts is one lazy chunk; called when idle, so that it is there when a campaign is opened. */
export function loadChart() {
  return import("./components/burn-up-chart.tsx");
}
