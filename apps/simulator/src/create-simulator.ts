import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIPv6, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { control } from "./control/control.ts";
import { alterAnswer, createFaults, replacesAnswer, sendResponse } from "./control/faults.ts";
import { createStatistics } from "./control/statistics.ts";
import { type ActionName, type Answer, actionIn, answerRequest } from "./gateway/answer-request.ts";
import { createRequestLimit } from "./gateway/request-limit.ts";
import { createWorld } from "./world/create-world.ts";
import { createSimulationClock } from "./world/simulation-clock.ts";

export interface SimulatorOptions {
  secretId: string;
  secretKey: string;
  /** Keys of other sub-accounts: each has a request limit of its own. */
  otherKeys?: readonly { secretId: string; secretKey: string }[];
  /** Of temporary credentials: if set, every request has to carry it. */
  sessionToken?: string | undefined;
  campaigns: number;
  sdkAppId?: number;
  seed?: number;
  /** Simulated milliseconds in one real millisecond. */
  speed?: number;
  requestsPerSecond?: number;
  /** The time around which the campaigns' windows lie, epoch milliseconds; by default the start. */
  epoch?: number | undefined;
  /** Real time in epoch milliseconds: drives the simulated clock and judges signatures. */
  wall?: () => number;
  /** A monotonic clock in milliseconds, for the request limit. */
  elapsed?: () => number;
  /** Delays answers for latency faults; the returned function cancels. */
  delay?: (act: () => void, delayMs: number) => () => void;
}

function delayByTimer(act: () => void, delayMs: number): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}

const aboutCampaign = z.object({ CampaignId: z.number() });

/** The campaign that a call is about, whether or not the call is valid; null: it names none. */
function campaignIdIn(body: Buffer): number | null {
  try {
    return aboutCampaign.parse(JSON.parse(body.toString("utf8"))).CampaignId;
  } catch {
    return null;
  }
}

function toJson(answer: Answer): string {
  const RequestId = randomUUID();
  if (answer.kind === "result") return JSON.stringify({ Response: { ...answer.fields, RequestId } });
  const { code, message } = answer;
  return JSON.stringify({ Response: { Error: { Code: code, Message: message }, RequestId } });
}

export function createSimulator(options: SimulatorOptions) {
  const { seed = 1, speed = 1, sdkAppId = 1_400_000_000, requestsPerSecond = 20 } = options;
  const { wall = Date.now, elapsed = () => performance.now(), delay = delayByTimer } = options;
  const { secretId, secretKey, sessionToken = null } = options;
  const limitOf = (action: ActionName) => createRequestLimit(requestsPerSecond, action);
  const withLimits = (key: { secretId: string; secretKey: string }) => ({
    credentials: { ...key, sessionToken },
    limits: {
      DescribeAgentCruiseDialingCampaign: limitOf("DescribeAgentCruiseDialingCampaign"),
      DescribeStaffStatusMetrics: limitOf("DescribeStaffStatusMetrics"),
    },
  });
  const clock = createSimulationClock(wall, speed);
  const world = createWorld({
    sdkAppId,
    seed,
    campaigns: options.campaigns,
    epoch: options.epoch ?? clock.now(),
  });
  const faults = createFaults(seed);
  const statistics = createStatistics();
  const agentStatistics = createStatistics();
  const gatewayTime = () => wall() + faults.clockOffsetMs();
  const gateway = {
    world,
    keys: [withLimits({ secretId, secretKey }), ...(options.otherKeys ?? []).map(withLimits)] as const,
    gatewayTime,
    simulatedTime: clock.now,
    elapsed,
  };
  const cancels = new Set<() => void>();

  function later(latencyMs: number, act: () => void): void {
    if (latencyMs === 0) return act();
    const cancel = delay(() => {
      cancels.delete(cancel);
      act();
    }, latencyMs);
    cancels.add(cancel);
  }

  function respondAsGateway(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const action = actionIn(request);
    const counted = action === "DescribeStaffStatusMetrics" ? agentStatistics : statistics;
    counted.arrived(elapsed());
    const correct = answerRequest(request, body, gateway);
    const { latencyMs, fault } = faults.strike(action, campaignIdIn(body), correct);
    const answer = alterAnswer(correct, fault);
    if (fault !== null) counted.struck(fault.kind);
    if (fault === null || !replacesAnswer(fault)) {
      if (answer.kind === "result") counted.answered();
      else counted.refused(answer.code);
    }
    later(latencyMs, () => {
      response.setHeader("date", new Date(gatewayTime()).toUTCString());
      sendResponse(response, toJson(answer), fault);
    });
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    if (!request.url?.startsWith("/control/")) return respondAsGateway(request, body, response);
    const reply = control(request, body, { world, clock, faults, statistics, agentStatistics });
    const isText = typeof reply.body === "string";
    response
      .writeHead(reply.status, { "content-type": isText ? "text/csv" : "application/json" })
      .end(isText ? reply.body : JSON.stringify(reply.body));
  }

  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    // Rejects when the caller disconnects in the middle of its request.
    respond(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket: Socket) => {
    statistics.connected();
    socket.once("close", statistics.disconnected);
  });

  return {
    world,
    clock,
    faults,
    statistics,
    /** Resolves with the URL; port 0: any free one. Rejects with EADDRINUSE and the like. */
    listen: async (port = 0, host = "127.0.0.1"): Promise<string> => {
      server.listen(port, host);
      await once(server, "listening");
      const address = server.address();
      const actualPort = typeof address === "object" && address !== null ? address.port : port;
      return `http://${isIPv6(host) ? `[${host}]` : host}:${actualPort}`;
    },
    /** Ends every connection at once, hanging ones too. */
    close: async () => {
      for (const cancel of cancels) cancel();
      statistics.close();
      agentStatistics.close();
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
