import type { CampaignKey } from "@cruiseboard/contract";
import { boardRouteDescription, createRoutes } from "../../src/http/routes.ts";
import type { Question } from "./ask.ts";
import { type World, worldKeys } from "./scoped-world.ts";
import type { QuietBackend } from "./start-quiet-backend.ts";
import type { claims } from "./viewers.ts";

/** Every route that there is, and how tests ask it as viewers of several scopes. */
export type ViewerName = keyof typeof claims;

const everything = [770_001, 770_002, 770_003, 770_004, 770_005, 770_006, 770_007, 770_008, 770_009];

/** By viewer, what is in scope; said once more here, in the plainest way, for the code to be held against. */
export const seenBy: Readonly<Record<ViewerName, readonly number[]>> = {
  "empty scope": [],
  "an application": [770_001, 770_002, 770_005, 770_006, 770_008],
  "an agent glob": [770_001, 770_003, 770_008],
  "an application and an agent glob": [770_001, 770_008],
  "a viewer of everything": everything,
  "a manager of everything": everything,
  "a manager of an application": [770_001, 770_002, 770_005, 770_006, 770_008],
  "a manager of an agent glob": [770_001, 770_003, 770_008],
};

type BodyOf = (keys: readonly CampaignKey[]) => unknown;

/** How routes that take a body are asked. A route that is not here and takes one fails the test: add it. */
const bodies: Readonly<Record<string, BodyOf>> = {
  "post /api/v1/watch-list": (keys) => ({ campaigns: keys.map((key) => ({ ...key, label: null })) }),
  "post /api/v1/watch-list/preview": (campaigns) => ({ campaigns }),
  "post /api/v1/watch-list/suggestions/dismiss": (campaigns) => ({ campaigns }),
  "post /api/v1/watch-list/remove": (campaigns) => ({ campaigns }),
  "patch /api/v1/watch-list/:sdkAppId/:campaignId": () => ({ label: "another" }),
  "post /api/v1/api-keys": () => ({ name: "a program", role: "registrar", sdkAppIds: [1] }),
  "put /api/v1/focus": (campaigns) => ({ campaigns }),
  "put /api/v1/watch-list/archive-rule": () => ({ afterHours: 24 }),
};

/** The table, the board's own route included. */
export function tableOf({ services }: QuietBackend) {
  const table = createRoutes(
    services,
    () => null,
    () => true,
  );
  const board = { ...boardRouteDescription, access: "viewer", scope: "campaigns", status: 200 } as const;
  return [board, ...table];
}

export type Line = ReturnType<typeof tableOf>[number];

export const nameOf = ({ method, path }: Line): string => `${method} ${path}`;
const takesBody = (line: Line): boolean => "body" in line && line.body !== undefined;
/** What removes campaigns is asked last: one by one, then all that its body names. */
const turnOf = (line: Line) => Number(line.method === "delete") + 2 * Number(line.path.endsWith("/remove"));
export const removalsLast = (one: Line, other: Line): number => turnOf(one) - turnOf(other);
export const canBeAsked = (line: Line): boolean => !takesBody(line) || nameOf(line) in bodies;

export const pathOf = ({ path }: Line, { sdkAppId, campaignId }: Pick<World, "sdkAppId" | "campaignId">) =>
  path.replace(":sdkAppId", `${sdkAppId}`).replace(":campaignId", `${campaignId}`);

/** @param keys what its body names, if it takes one that names campaigns. */
export function questionOf(line: Line, headers: Record<string, string>, keys = worldKeys): Question {
  const body = takesBody(line) ? bodies[nameOf(line)]?.(keys) : undefined;
  return { method: line.method.toUpperCase(), headers, ...(body !== undefined && { body }) };
}
