import { z } from "zod";
import type { World } from "../world/create-world.ts";
import { firstCampaignId } from "../world/create-world.ts";
import type { SimulationClock } from "../world/simulation-clock.ts";
import {
  campaignOrderSchema,
  instantSchema,
  madeCampaignOf,
  overridesSchema,
  viewCampaign,
} from "./campaign-orders.ts";
import type { FaultBook } from "./fault-book.ts";
import { faultOrderSchema } from "./fault-book.ts";
import type { createStatistics } from "./statistics.ts";

export interface ControlContext {
  world: World;
  clock: SimulationClock;
  faults: FaultBook;
  statistics: ReturnType<typeof createStatistics>;
}

export interface ControlReply {
  status: number;
  body: unknown;
}

interface ControlRequest {
  /** The number in the path, where the route has one; else 0. */
  id: number;
  /** Parsed JSON; undefined: the request had no body. */
  body: unknown;
}

interface Route {
  method: string;
  /** May hold one number, as its first group. */
  path: RegExp;
  handle: (request: ControlRequest, context: ControlContext) => ControlReply;
}

/** Applied in the order speed, set, advance. */
const clockOrderSchema = z.strictObject({
  speed: z.number().min(0).max(1_000_000).optional(),
  set: instantSchema.optional(),
  advanceMs: z.number().min(-1e13).max(1e13).optional(),
});

const ok = (body: unknown): ControlReply => ({ status: 200, body });
const notFound: ControlReply = { status: 404, body: { error: "Nothing here" } };

function viewClock({ clock }: ControlContext) {
  return { now: new Date(clock.now()).toISOString(), speed: clock.speed() };
}

function viewWorld(context: ControlContext) {
  const { world, clock } = context;
  const now = clock.now();
  return {
    ...viewClock(context),
    sdkAppId: world.sdkAppId,
    seed: world.seed,
    epoch: new Date(world.epoch).toISOString(),
    campaigns: world.campaignIds().map((id) => viewCampaign(world, id, now)),
  };
}

function setClock(body: unknown, context: ControlContext): ControlReply {
  const order = clockOrderSchema.parse(body);
  if (order.speed !== undefined) context.clock.setSpeed(order.speed);
  if (order.set !== undefined) context.clock.set(order.set);
  if (order.advanceMs !== undefined) context.clock.advance(order.advanceMs);
  return ok(viewClock(context));
}

function addCampaign(body: unknown, { world, clock }: ControlContext): ControlReply {
  const order = campaignOrderSchema.parse(body);
  const id = order.campaignId ?? Math.max(firstCampaignId - 1, ...world.campaignIds().slice(-1)) + 1;
  world.add(madeCampaignOf(order, id, clock.now()));
  return { status: 201, body: viewCampaign(world, id, clock.now()) };
}

function readCampaign(id: number, { world, clock }: ControlContext): ControlReply {
  const view = viewCampaign(world, id, clock.now());
  return view === null ? notFound : ok(view);
}

/** Does something to an existing campaign and answers what has become of it. */
function withCampaign(act: (request: ControlRequest, world: World) => void): Route["handle"] {
  return (request, context) => {
    if (context.world.find(request.id) === null) return notFound;
    act(request, context.world);
    const after = readCampaign(request.id, context);
    return after.status === 404 ? ok({ removed: request.id }) : after;
  };
}

const campaignPath = /^\/control\/campaigns\/(\d{1,15})$/;

const routes: readonly Route[] = [
  { method: "GET", path: /^\/control\/world$/, handle: (_, context) => ok(viewWorld(context)) },
  { method: "GET", path: /^\/control\/clock$/, handle: (_, context) => ok(viewClock(context)) },
  { method: "POST", path: /^\/control\/clock$/, handle: ({ body }, context) => setClock(body, context) },
  {
    method: "POST",
    path: /^\/control\/campaigns$/,
    handle: ({ body }, context) => addCampaign(body, context),
  },
  { method: "GET", path: campaignPath, handle: ({ id }, context) => readCampaign(id, context) },
  {
    method: "POST",
    path: campaignPath,
    handle: withCampaign(({ id, body }, world) => world.override(id, overridesSchema.parse(body))),
  },
  { method: "DELETE", path: campaignPath, handle: withCampaign(({ id }, world) => world.remove(id)) },
  {
    method: "DELETE",
    path: /^\/control\/campaigns\/(\d{1,15})\/overrides$/,
    handle: withCampaign(({ id }, world) => world.clearOverrides(id)),
  },
  { method: "GET", path: /^\/control\/faults$/, handle: (_, { faults }) => ok({ faults: faults.list() }) },
  {
    method: "POST",
    path: /^\/control\/faults$/,
    handle: ({ body }, { faults }) => ({ status: 201, body: faults.add(faultOrderSchema.parse(body)) }),
  },
  {
    method: "DELETE",
    path: /^\/control\/faults$/,
    handle: (_, { faults }) => {
      faults.clear();
      return ok({ faults: [] });
    },
  },
  { method: "GET", path: /^\/control\/stats$/, handle: (_, { statistics }) => ok(statistics.read()) },
  {
    method: "DELETE",
    path: /^\/control\/stats$/,
    handle: (_, { statistics }) => {
      statistics.reset();
      return ok(statistics.read());
    },
  },
];

function parseJson(body: Buffer): { value: unknown } | null {
  if (body.length === 0) return { value: undefined };
  try {
    return { value: JSON.parse(body.toString("utf8")) };
  } catch {
    return null;
  }
}

/** Answers a request under /control: 400 with every fault named for a body that is not as it should be, 404 else. */
export function control(method: string, path: string, body: Buffer, context: ControlContext): ControlReply {
  const route = routes.find((candidate) => candidate.method === method && candidate.path.test(path));
  if (route === undefined) return notFound;
  const json = parseJson(body);
  if (json === null) return { status: 400, body: { error: "The body is not JSON" } };
  try {
    return route.handle({ id: Number(route.path.exec(path)?.[1] ?? 0), body: json.value }, context);
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
    throw error;
  }
}
