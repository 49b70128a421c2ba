import type { AddToWatchListAnswer, Viewer, WatchListAddition } from "@cruiseboard/contract";
import type { Scope } from "../access/scope.ts";
import type { Services } from "../create-services.ts";
import { inChunks } from "../in-chunks.ts";
import { refusalInScope } from "./refusal-in-scope.ts";

/** Additions that are judged before other work goes on. */
const judgedAtOnce = 1000;

/** Adds what a manager may add; of what is watched and in scope, that is a label. */
export async function addInScope(
  { board, watchList }: Pick<Services, "board" | "watchList">,
  additions: readonly WatchListAddition[],
  viewer: Viewer,
  scope: Scope,
): Promise<AddToWatchListAnswer> {
  const judged: { addition: WatchListAddition; code: ReturnType<typeof refusalInScope> }[] = [];
  for await (const some of inChunks(additions, judgedAtOnce))
    judged.push(
      ...some.map((addition) => ({ addition, code: refusalInScope(board, addition, viewer, scope) })),
    );
  const answer = await watchList.add(
    judged.filter(({ code }) => code === null).map(({ addition }) => addition),
  );
  const refused = judged.flatMap(({ addition: { sdkAppId, campaignId }, code }) =>
    code === null ? [] : [{ sdkAppId, campaignId, code }],
  );
  return { ...answer, refused: [...refused, ...answer.refused] };
}
