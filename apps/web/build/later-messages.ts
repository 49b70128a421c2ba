/** Words that the first sight of the board does without: those of parts that come in chunks of their own. */
const prefixes: readonly string[] = [
  "accounts.",
  "adding.",
  "agents.",
  "archive.",
  "campaign.",
  "chart.",
  "columns.",
  "density.",
  "events.",
  "filter.",
  "embed.",
  "empty.viewer",
  "firstRun.",
  "forecast.",
  "group.",
  "labels.",
  "masked.",
  "note.",
  "notices.",
  "savedViews.",
  "select.",
  "signIn.",
  "sparkline.",
  "wall.",
  "watch.addHint",
  "watch.campaignIds",
  "watch.cancel",
  "watch.fault.",
  "watch.label",
  "watch.sdkAppId",
  "watch.submit",
];

/** Of these, what stands on the board all the same. */
const exceptions: ReadonlySet<string> = new Set([
  "campaign.callOrder.random",
  "campaign.callOrder.sequential",
  "campaign.callOrder.unknown",
  "campaign.requestId",
  "forecast.eta",
  "forecast.late",
  "forecast.needs",
  "forecast.needsPace",
  "forecast.spare",
  "forecast.stayed",
  "forecast.tight",
  "forecast.willStay",
  "select.one",
  "notices.newly",
  "notices.title",
  "notices.titleCount",
]);

/** Whether a message may come after the first sight, with the first part that is fetched later. */
export function isLater(id: string): boolean {
  return !exceptions.has(id) && prefixes.some((prefix) => id.startsWith(prefix));
}
