import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { startHttpStub } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { openConnections } from "./exchange.ts";

/** A server that takes connections and says nothing, so that a TLS handshake with it never ends. */
async function silentServer(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.resume().on("error", () => undefined));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return { server, port: address.port };
}

it("ends a socket that is still connecting, which undici alone would leave open", async () => {
  const { server, port } = await silentServer();
  const connections = openConnections(2, 60_000, null);
  const accepted: Promise<Socket[]> = once(server, "connection");
  const call = connections.dispatcher
    .request({ origin: `https://127.0.0.1:${port}`, path: "/", method: "POST" })
    .catch((error: unknown) => error);
  const [socket] = await accepted;
  if (socket === undefined) throw new Error("No connection");
  const closed = once(socket, "close");
  await connections.close();
  await closed;
  expect(await call).toMatchObject({ code: "UND_ERR_DESTROYED" });
  server.close();
});

/** Uses a client in every way and closes it; a handle that stays would keep the process from ending. */
const program = (answering: string, silentPort: number) => `
  import { createCccClient } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
  const credentials = { secretId: "id", secretKey: "key" };
  const key = { sdkAppId: 1, campaignId: 1 };
  const clients = [${JSON.stringify(answering)}, "http://127.0.0.1:${silentPort}", "https://127.0.0.1:${silentPort}"]
    .map((endpoint) => createCccClient({ endpoint, credentials, timeoutMs: 600_000 }));
  const calls = clients.map((client) => client.describeAgentCruiseDialingCampaign(key));
  const settled = Promise.allSettled(calls);
  await calls[0];
  await Promise.all(clients.map((client) => client.close()));
  const outcomes = await settled;
  process.stdout.write(outcomes.map(({ status, reason }) => reason?.code ?? status).join(" "));
`;

it("leaves nothing that keeps a process alive", async () => {
  const answering = await startHttpStub((request, response) => {
    request.resume().on("end", () => response.end('{"Response":{"State":1}}'));
  });
  const { server, port } = await silentServer();
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program(answering.url, port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  expect(await once(child, "close")).toEqual([0, null]);
  expect(printed).toBe("fulfilled ClientError.Aborted ClientError.Aborted");
  server.close();
  await answering.stop();
});
