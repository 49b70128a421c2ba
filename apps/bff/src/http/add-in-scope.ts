import type { AddToWatchListAnswer, RefusalCode, Viewer, WatchListAddition } from "@cruiseboard/contract";
import type { Scope } from "../access/scope.ts";
import type { Services } from "../create-services.ts";

/**
 * Adds what a manager may add. One who is restricted to applications adds within them. One who is restricted to agents
 * adds nothing new, since whose a campaign is shows only once it is watched; what is watched and in scope may be
 * labelled. What is refused is refused alike, whether somebody else watches it or nobody does.
 */
export async function addInScope(
  { board, watchList }: Pick<Services, "board" | "watchList">,
  additions: readonly WatchListAddition[],
  { sdkAppIds, agents }: Viewer,
  scope: Scope,
): Promise<AddToWatchListAnswer> {
  const refusalOf = (addition: WatchListAddition): RefusalCode | null => {
    if (sdkAppIds !== null && !sdkAppIds.includes(addition.sdkAppId)) return "application_not_allowed";
    if (agents !== null && board.find(addition, scope) === null) return "agent_not_allowed";
    return null;
  };
  const judged = additions.map((addition) => ({ addition, code: refusalOf(addition) }));
  const answer = await watchList.add(
    judged.filter(({ code }) => code === null).map(({ addition }) => addition),
  );
  const refused = judged.flatMap(({ addition: { sdkAppId, campaignId }, code }) =>
    code === null ? [] : [{ sdkAppId, campaignId, code }],
  );
  return { ...answer, refused: [...refused, ...answer.refused] };
}
