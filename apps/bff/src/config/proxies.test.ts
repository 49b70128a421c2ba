import { startHttpStub, startProxy } from "@cruiseboard/testing";
import { Agent, setGlobalDispatcher } from "undici";
import { expect, it, onTestFinished } from "vitest";
import { createSendMessage } from "../webhooks/send-message.ts";
import { createEnvironmentReader, type Environment } from "./environment.ts";
import { connectThroughProxies, readProxies } from "./proxies.ts";

function read(environment: Environment) {
  const reader = createEnvironmentReader(environment);
  return { proxies: readProxies(reader), problems: reader.problems };
}

it("takes the usual variables, in capitals or small letters, with or without a scheme", () => {
  expect(read({}).proxies).toBeNull();
  const { proxies } = read({ HTTPS_PROXY: "http://u:p@one:3128", https_proxy: "two:8080", no_proxy: "a,b" });
  expect([proxies?.httpsProxy, proxies?.httpProxy, proxies?.noProxy]).toEqual([
    "http://two:8080",
    "http://two:8080",
    "a,b",
  ]);
});

it("refuses another scheme, without quoting the address", () => {
  expect(read({ HTTPS_PROXY: "socks5://u:hushhush@one" }).problems.join()).toMatch(
    /^HTTPS_PROXY must be (?!.*hush)/,
  );
});

it("leads fetch through the proxy; a webhook names the proxy's refusal", async () => {
  const hook = await startHttpStub(
    (request, response) => void request.resume().on("end", () => response.end()),
  );
  const proxy = await startProxy({
    credentials: "cruiseboard:s3cret",
    hosts: { "hooks.example.test:80": new URL(hook.url).host },
  });
  onTestFinished(async () => {
    setGlobalDispatcher(new Agent());
    await Promise.all([hook.stop(), proxy.stop()]);
  });
  connectThroughProxies(
    read({ HTTPS_PROXY: proxy.url.replace("//", "//cruiseboard:s3cret@"), NO_PROXY: "127.0.0.1" }).proxies,
  );
  const send = createSendMessage(() => 0, 5000);
  const receiver = { id: "r", name: "generic 1", format: "generic", secret: null } as const;
  const deliver = (url: string) =>
    send({ ...receiver, url: new URL(url) }, { id: "m", body: "{}" } as never, new AbortController().signal);
  expect(await deliver("http://hooks.example.test/x")).toEqual({ outcome: "delivered" });
  expect(await deliver(hook.url)).toEqual({ outcome: "delivered" });
  expect(proxy.asked).toEqual(["hooks.example.test:80"]);
  proxy.refuse(407);
  expect(await deliver("http://others.example.test/")).toMatchObject({
    outcome: "failed",
    reason: "the proxy answers 407",
  });
});
