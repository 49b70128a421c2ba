import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An upstream that answers as fast as it can, by the asker's own clock, which may be any; it verifies nothing. */
export interface DayUpstream {
  readonly url: string;
  /** Looks that it answered. */
  readonly answered: number;
  stop(): void;
}

const hour = 3600;

/** @param begun Unix seconds; windows lie over the day that follows. */
export async function startDayUpstream(begun: number): Promise<DayUpstream> {
  let answered = 0;
  const server = createServer((request, response) => {
    answered += 1;
    void answer(request, response, begun);
  });
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get answered() {
      return answered;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, begun: number): Promise<void> {
  const { CampaignId } = await bodyOf(request);
  // By the asker's clock, which the request is signed with.
  const now = Number(request.headers["x-tc-timestamp"]);
  response.setHeader("date", new Date(now * 1000).toUTCString());
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ Response: answerOf(CampaignId, now, begun) }));
}

async function bodyOf(request: IncomingMessage): Promise<{ CampaignId: number }> {
  const chunks = (await request.toArray()) as Buffer[];
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

/** Of ten campaigns one has ended, two begin within the day, and the others are dialed all day long. */
function answerOf(id: number, now: number, begun: number) {
  const kind = id % 10;
  const StartTime = begun + (kind < 1 ? -9 : kind < 3 ? (id % 20) + 1 : -1 - (id % 5)) * hour;
  const EndTime = kind < 1 ? begun - hour : begun + 30 * hour;
  const TotalCalleeCount = 20_000 + (id % 1000);
  const minutes = Math.max(0, Math.min(now, EndTime) - StartTime) / 60;
  return {
    Name: `新能源 SUV 车型推荐 ${id}`,
    Agent: agentOf(id),
    ConcurrencyNumber: 1 + (id % 20),
    CallOrder: id % 2,
    StartTime,
    EndTime,
    UUI: `{"order":"${id}","source":"portal"}`,
    State: now < StartTime ? 0 : now < EndTime ? 1 : 3,
    TotalCalleeCount,
    CalledCalleeCount: Math.min(TotalCalleeCount, Math.floor(minutes * (2 + (id % 8)))),
    RequestId: `${id}-${now}-cfe9-470e-b241-907877d6fb03`,
  };
}

/** Two thousand agents in two hundred teams. */
function agentOf(id: number): string {
  return `agent-${id % 2000}@team-${id % 200}.example.com`;
}
