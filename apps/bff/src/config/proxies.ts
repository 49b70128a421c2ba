import { addressesOf } from "@cruiseboard/ccc-client";
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";
import type { Environment, EnvironmentReader } from "./environment.ts";

/** Proxies for addresses that begin with http or https; null: directly. `except`: as in NO_PROXY. */
export type ProxyConfig = ReturnType<typeof readProxies>;

/** The usual variables in capitals, or in small letters, which win. null: none is set. */
export function readProxies(reader: EnvironmentReader) {
  const https = readProxy(reader, "HTTPS_PROXY");
  const http = readProxy(reader, "HTTP_PROXY") ?? https;
  if (http === null && https === null) return null;
  return { http, https: https ?? http, except: either(reader.given, "NO_PROXY") ?? "" };
}

function either(given: Environment, name: string): string | undefined {
  return given[name.toLowerCase()] ?? given[name];
}

function readProxy(reader: EnvironmentReader, name: string): URL | null {
  const text = reader.secret(name, 0, either(reader.given, name)?.trim());
  if (!text) return null;
  const address = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address);
  reader.problems.push(`${name} must be an address such as http://user:password@proxy.example.com:3128`);
  return null;
}

/** For `fetch` in all of this process: webhooks, sign-in, the portal's keys. The upstream's client has its own. */
export function connectThroughProxies(proxies: ProxyConfig): void {
  if (proxies === null) return;
  setGlobalDispatcher(new EnvHttpProxyAgent(addressesOf(proxies)));
}
