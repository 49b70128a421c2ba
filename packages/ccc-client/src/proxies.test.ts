import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setImmediate } from "node:timers/promises";
import { createSelfSignedCertificate, startHttpStub, startProxy } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { createCccClient } from "./create-ccc-client.ts";

const key = { sdkAppId: 1, campaignId: 1 };
const credentials = { secretId: "id", secretKey: "key" };
/** Resolved by the proxy alone. */
const endpoint = "http://ccc.example.test:8080";

async function stage(proxyCredentials?: string) {
  const seen: (string | undefined)[] = [];
  const upstream = await startHttpStub((request, response) => {
    seen.push(request.headers.host);
    request.resume().on("end", () => response.end('{"Response":{"State":1,"Metrics":[]}}'));
  });
  const proxy = await startProxy({
    ...(proxyCredentials !== undefined && { credentials: proxyCredentials }),
    hosts: { "ccc.example.test:8080": new URL(upstream.url).host },
  });
  onTestFinished(async () => {
    await Promise.all([upstream.stop(), proxy.stop()]);
  });
  return { seen, upstream, proxy };
}

function clientThrough(address: string, { to = endpoint, except = "" } = {}) {
  const client = createCccClient({
    endpoint: to,
    credentials,
    timeoutMs: 5000,
    proxies: { httpProxy: address, httpsProxy: address, noProxy: except, proxyTunnel: true },
  });
  onTestFinished(() => client.close());
  return client;
}

const failureOf = (client: ReturnType<typeof createCccClient>) =>
  client.describeAgentCruiseDialingCampaign(key).then(
    () => null,
    (error: unknown) => error,
  );

it("calls through the proxy with the upstream's own host, on one kept tunnel", async () => {
  const { seen, proxy, upstream } = await stage("user:p@ss word");
  const client = clientThrough(proxy.url.replace("//", "//user:p%40ss%20word@"));
  await client.describeAgentCruiseDialingCampaign(key);
  await setImmediate();
  await client.describeStaffStatusMetrics(key);
  expect(seen).toEqual(["ccc.example.test:8080", "ccc.example.test:8080"]);
  expect(proxy.asked).toEqual(["ccc.example.test:8080"]);
  expect(upstream.connections()).toBe(1);
});

it.each([
  ["credentials", "nobody:wrongsecret@", null, /^The proxy 127.0.0.1:\d+ refuses the credentials \(407\)$/],
  ["refused", "user:topsecret@", 403, /refuses to connect to ccc.example.test:8080 \(403\)$/],
  ["target", "user:topsecret@", 502, /cannot reach ccc.example.test:8080 \(502\)$/],
])("says that the fault is the proxy's: %s", async (_fault, user, status, message) => {
  const { proxy } = await stage("user:topsecret");
  proxy.refuse(status);
  const error = await failureOf(clientThrough(proxy.url.replace("//", `//${user}`)));
  expect(error).toMatchObject({
    code: "ClientError.Network",
    message: expect.stringMatching(message),
  });
  expect(JSON.stringify(error)).not.toMatch(/topsecret|wrongsecret/);
});

it("says that the proxy is down", async () => {
  const { proxy } = await stage();
  const client = clientThrough(proxy.url);
  await proxy.stop();
  expect(await failureOf(client)).toMatchObject({
    message: expect.stringMatching(/^The proxy 127.0.0.1:\d+ cannot be reached \(ECONNREFUSED\)$/),
  });
});

it("goes directly where NO_PROXY says so, and blames no proxy then", async () => {
  const { proxy, upstream } = await stage();
  const { host } = new URL(upstream.url);
  await clientThrough(proxy.url, { to: upstream.url, except: host }).describeAgentCruiseDialingCampaign(key);
  expect(proxy.asked).toEqual([]);
  await upstream.stop();
  expect(await failureOf(clientThrough(proxy.url, { to: upstream.url, except: host }))).toMatchObject({
    message: expect.not.stringContaining("The proxy"),
  });
});

it("checks the upstream's certificate behind the proxy", async () => {
  const tls = createSelfSignedCertificate();
  const upstream = await startHttpStub((_request, response) => void response.end(), tls);
  const proxy = await startProxy();
  onTestFinished(async () => {
    await Promise.all([upstream.stop(), proxy.stop()]);
  });
  expect(await failureOf(clientThrough(proxy.url, { to: upstream.url }))).toMatchObject({
    message: expect.stringContaining("SELF_SIGNED"),
  });
});

it("does not wait beyond its time for a proxy that stays silent, and closes", async () => {
  const silent = createServer((socket) => socket.resume().on("error", () => undefined)).listen(
    0,
    "127.0.0.1",
  );
  await once(silent, "listening");
  const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const client = createCccClient({
    endpoint,
    credentials,
    timeoutMs: 300,
    proxies: { httpProxy: address, httpsProxy: address, noProxy: "", proxyTunnel: true },
  });
  expect(await failureOf(client)).toMatchObject({ code: "ClientError.Timeout" });
  await client.close();
  await new Promise((resolve) => silent.close(resolve));
});
