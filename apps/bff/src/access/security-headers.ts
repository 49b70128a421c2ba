import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";
import type { Config } from "../config/config.ts";

export type SecurityHeaders = ReturnType<typeof createSecurityHeaders>;

export type TrustsProxy = (address: string, hop: number) => boolean;

/** Not fullscreen and screen-wake-lock (wallboard), nor clipboard-write (ids). */
const unneeded =
  "accelerometer camera display-capture geolocation gyroscope hid magnetometer microphone midi payment serial usb";
const permissions = unneeded.split(" ").map((feature) => `${feature}=()`);

const strictTransport = ["strict-transport-security", "max-age=31536000"];

export function createSecurityHeaders({ access, embedParentOrigins }: Config, trustsProxy: TrustsProxy) {
  const plain = [...helmetHeaders(embedParentOrigins), "permissions-policy", permissions.join(", ")];
  const overTls = [...plain, ...strictTransport];
  const isTls = access.publicUrl?.protocol === "https:";

  /** Names and values in turn, as `writeHead` takes them. */
  function of({ headers, socket }: IncomingMessage): readonly string[] {
    if (isTls) return overTls;
    const isForwardedTls = headers["x-forwarded-proto"] === "https";
    return isForwardedTls && trustsProxy(socket.remoteAddress ?? "", 0) ? overTls : plain;
  }

  return {
    of,
    set(request: IncomingMessage, response: ServerResponse): void {
      const headers = of(request);
      for (let index = 0; index + 1 < headers.length; index += 2)
        response.setHeader(headers[index] ?? "", headers[index + 1] ?? "");
    },
  };
}

/** Helmet runs once: per poll it would cost a tenth of the poll. X-Frame-Options knows no list, so frame-ancestors has it. */
function helmetHeaders(parentOrigins: readonly string[]): string[] {
  const written: string[] = [];
  const response = {
    setHeader: (name: string, value: string) => written.push(name.toLowerCase(), value),
    removeHeader: () => undefined,
  };
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        frameSrc: ["'none'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: parentOrigins.length > 0 ? [...parentOrigins] : ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: "same-origin" },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: parentOrigins.length > 0 ? false : { action: "deny" },
    // Added by `of`, behind TLS.
    strictTransportSecurity: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  })({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return written;
}
