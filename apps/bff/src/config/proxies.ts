import type { Proxies } from "@cruiseboard/ccc-client";
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";
import type { Environment, EnvironmentReader } from "./environment.ts";

/** The usual variables in capitals, or in small letters, which win. null: none is set. */
export function readProxies(reader: EnvironmentReader): Proxies | null {
  const https = readProxy(reader, "HTTPS_PROXY");
  const httpProxy = readProxy(reader, "HTTP_PROXY") ?? https;
  const httpsProxy = https ?? httpProxy;
  if (httpProxy === null || httpsProxy === null) return null;
  return { httpProxy, httpsProxy, noProxy: either(reader.given, "NO_PROXY") ?? "", proxyTunnel: true };
}

function either(given: Environment, name: string): string | undefined {
  return given[name.toLowerCase()] ?? given[name];
}

function readProxy(reader: EnvironmentReader, name: string): string | null {
  const text = reader.secret(name, 0, either(reader.given, name)?.trim());
  if (!text) return null;
  const address = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  reader.problems.push(`${name} must be an address such as http://user:password@proxy.example.com:3128`);
  return null;
}

/** For `fetch` in all of this process: webhooks, sign-in, the portal's keys. The upstream's client has its own. */
export function connectThroughProxies(proxies: Proxies | null): void {
  if (proxies !== null) setGlobalDispatcher(new EnvHttpProxyAgent(proxies));
}
