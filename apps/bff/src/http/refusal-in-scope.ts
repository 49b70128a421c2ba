import type { CampaignKey, RefusalCode, Viewer } from "@cruiseboard/contract";
import type { Scope } from "../access/scope.ts";
import type { Board } from "../board/board.ts";

/**
 * Why a manager may not put a campaign onto the watch list; null: nothing speaks against it. One who is restricted to
 * applications stays within them. One who is restricted to agents adds nothing new, since whose a campaign is shows
 * only once it is watched. What is refused is refused alike, whether somebody else watches it or nobody does.
 */
export function refusalInScope(
  board: Pick<Board, "find">,
  key: CampaignKey,
  { sdkAppIds, agents }: Viewer,
  scope: Scope,
): RefusalCode | null {
  if (sdkAppIds !== null && !sdkAppIds.includes(key.sdkAppId)) return "application_not_allowed";
  if (agents !== null && board.find(key, scope) === null) return "agent_not_allowed";
  return null;
}
