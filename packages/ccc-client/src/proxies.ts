/** Options of undici's EnvHttpProxyAgent. */
export interface Proxies {
  /** URLs, for addresses that begin with http or https. */
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** As in NO_PROXY; also if empty, it keeps undici from reading the process's environment. */
  readonly noProxy: string;
  /** Forwarding plain HTTP would rewrite the signed request. */
  readonly proxyTunnel: true;
}

export interface ProxyFault {
  /** target: the proxy itself works. */
  readonly kind: "unreachable" | "credentials" | "refused" | "target";
  /** A sentence without secrets. */
  readonly says: string;
}

const connecting =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;

/** Which hop failed, by an error of undici or `fetch`; null: not the proxy, or there is none. */
export function proxyFaultOf(error: unknown, target: URL, proxies: Proxies | null): ProxyFault | null {
  if (!proxies || !(error instanceof Error)) return null;
  const proxy = new URL(target.protocol === "https:" ? proxies.httpsProxy : proxies.httpProxy);
  const name = `The proxy ${proxy.host}`;
  const status = Number(/^Proxy response \((\d{3})\)/.exec(error.message)?.[1] ?? 0);
  if (status === 407) return { kind: "credentials", says: `${name} refuses the credentials (407)` };
  if (status >= 500) return { kind: "target", says: `${name} cannot reach ${target.host} (${status})` };
  if (status > 0)
    return { kind: "refused", says: `${name} refuses to connect to ${target.host} (${status})` };
  // Of a DOMException a number.
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code.startsWith("UND_ERR_PRX_"))
    return { kind: "unreachable", says: `${name} broke the connection (${code})` };
  if (connecting.test(code) && namesHost(error, proxy))
    return { kind: "unreachable", says: `${name} cannot be reached (${code})` };
  return proxyFaultOf(error.cause, target, proxies);
}

/** Node names the host of failed look-ups, and the port of failed connections, of each address that it tried. */
function namesHost(error: Error, { hostname, port, protocol }: URL): boolean {
  const [one = error] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  const tried = one as NodeJS.ErrnoException & { hostname?: string; port?: number };
  const proxyPort = Number(port) || (protocol === "https:" ? 443 : 80);
  if (tried.hostname === hostname || tried.port === proxyPort) return true;
  return tried.message.includes(`${hostname}:${proxyPort}`);
}
