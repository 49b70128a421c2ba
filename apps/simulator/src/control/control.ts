import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { firstCampaignId, type World } from "../world/create-world.ts";
import type { SimulationClock } from "../world/simulation-clock.ts";
import * as orders from "./campaign-orders.ts";
import { type createFaults, faultOrderSchema } from "./faults.ts";
import { historyCsv } from "./history.ts";
import type { createStatistics } from "./statistics.ts";

interface Simulation {
  world: World;
  clock: SimulationClock;
  faults: ReturnType<typeof createFaults>;
  statistics: ReturnType<typeof createStatistics>;
  agentStatistics: ReturnType<typeof createStatistics>;
}

type Reply = ReturnType<typeof ok>;

interface ControlRequest {
  id: number;
  query: URLSearchParams;
  /** Parsed JSON; undefined: the request had no body. */
  body: unknown;
}

type Handler = (simulation: Simulation, request: ControlRequest) => Reply;

/** Applied in the order speed, set, advance. */
const clockOrderSchema = z.strictObject({
  speed: z.number().min(0).max(1_000_000).optional(),
  set: orders.instantSchema.optional(),
  advanceMs: z.number().min(-1e13).max(1e13).optional(),
});

const hoursSchema = z.coerce.number().positive().max(48).default(6);

const ok = (body: unknown, status = 200) => ({ status, body });
const notFound = ok({ error: "Not found" }, 404);
const badRequest = (error: string) => ok({ error }, 400);

function viewClock({ clock }: Simulation) {
  return { now: new Date(clock.now()).toISOString(), speed: clock.speed() };
}

function viewWorld(simulation: Simulation) {
  const { world, clock } = simulation;
  const now = clock.now();
  return {
    ...viewClock(simulation),
    sdkAppId: world.sdkAppId,
    seed: world.seed,
    epoch: new Date(world.epoch).toISOString(),
    campaigns: world.campaignIds().map((id) => orders.viewCampaign(world, id, now)),
  };
}

/** Without the connections, which both actions share. */
function viewStatistics({ statistics, agentStatistics }: Simulation): Reply {
  const { requests, answered, refused, faulted, highestPerSecond } = agentStatistics.read();
  return ok({ ...statistics.read(), agents: { requests, answered, refused, faulted, highestPerSecond } });
}

const viewAgents = ({ world, clock }: Simulation) => ok({ agents: world.agentsAt(clock.now()) });

const longestAwayMs = 86_400_000;

function setClock(simulation: Simulation, { body }: ControlRequest): Reply {
  const { speed, set, advanceMs } = clockOrderSchema.parse(body);
  if (speed !== undefined) simulation.clock.setSpeed(speed);
  if (set !== undefined) simulation.clock.set(set);
  if (advanceMs !== undefined) simulation.clock.advance(advanceMs);
  return ok(viewClock(simulation));
}

function addCampaign({ world, clock }: Simulation, { body }: ControlRequest): Reply {
  const order = orders.campaignOrderSchema.parse(body);
  const id = order.campaignId ?? Math.max(firstCampaignId - 1, ...world.campaignIds().slice(-1)) + 1;
  world.add(orders.orderedCampaign(order, id, clock.now()));
  return ok(orders.viewCampaign(world, id, clock.now()), 201);
}

function withCampaign(change: (world: World, request: ControlRequest) => void): Handler {
  return ({ world, clock }, request) => {
    if (world.find(request.id) === null) return notFound;
    change(world, request);
    return ok(orders.viewCampaign(world, request.id, clock.now()) ?? { removed: request.id });
  };
}

/** By method and path; `:id` is a campaign's. */
const routes: Readonly<Record<string, Handler>> = {
  "GET /world": (simulation) => ok(viewWorld(simulation)),
  "GET /history.csv": ({ world, clock }, { query }) => {
    const hours = hoursSchema.parse(query.get("hours") ?? undefined);
    return ok(historyCsv(world, clock.now() - hours * 3_600_000, clock.now()));
  },
  "GET /clock": (simulation) => ok(viewClock(simulation)),
  "POST /clock": setClock,
  "POST /campaigns": addCampaign,
  "GET /campaigns/:id": withCampaign(() => undefined),
  "POST /campaigns/:id": withCampaign((world, { id, body }) =>
    world.override(id, orders.overridesSchema.parse(body)),
  ),
  "DELETE /campaigns/:id": withCampaign((world, { id }) => world.remove(id)),
  "DELETE /campaigns/:id/overrides": withCampaign((world, { id }) => world.clearOverrides(id)),
  "GET /faults": ({ faults }) => ok({ faults: faults.list() }),
  "POST /faults": ({ faults }, { body }) => ok(faults.add(faultOrderSchema.parse(body)), 201),
  "DELETE /faults": ({ faults }) => {
    faults.clear();
    return ok({ faults: [] });
  },
  "GET /agents": viewAgents,
  "POST /agents": ({ world, clock }, { body }) => {
    const {
      account,
      status,
      reason,
      from = clock.now(),
      to = from + longestAwayMs,
    } = orders.absenceSchema.parse(body);
    world.sendAway({ account, from, to, agent: status, reason });
    return ok({ account, status, reason }, 201);
  },
  "POST /agents/back": ({ world, clock }, { body }) => {
    const { account } = orders.absenceSchema.pick({ account: true }).parse(body);
    world.bringBack(account, clock.now());
    return ok({ account });
  },
  "POST /agents/overrides": ({ world }, { body }) => {
    const { account, fields } = orders.agentOverridesSchema.parse(body);
    world.overrideAgent(account, fields);
    return ok({ account, fields });
  },
  "DELETE /agents": (simulation) => {
    simulation.world.clearAgents();
    return viewAgents(simulation);
  },
  "GET /stats": viewStatistics,
  "DELETE /stats": (simulation) => {
    simulation.statistics.reset();
    simulation.agentStatistics.reset();
    return viewStatistics(simulation);
  },
};

export function control({ method, url = "" }: IncomingMessage, body: Buffer, simulation: Simulation): Reply {
  const { pathname, searchParams } = new URL(url, "http://simulator");
  const path = pathname.replace(/^\/control/, "");
  const id = /\/(\d{1,15})(?=\/|$)/.exec(path)?.[1] ?? "";
  const call = `${method} ${id ? path.replace(id, ":id") : path}`;
  const handle = Object.hasOwn(routes, call) ? routes[call] : undefined;
  if (handle === undefined) return notFound;
  try {
    const json: unknown = body.length === 0 ? undefined : JSON.parse(body.toString("utf8"));
    return handle(simulation, { id: Number(id), query: searchParams, body: json });
  } catch (error) {
    if (error instanceof SyntaxError) return badRequest("The body is not JSON");
    if (error instanceof z.ZodError) return badRequest(z.prettifyError(error));
    throw error;
  }
}
