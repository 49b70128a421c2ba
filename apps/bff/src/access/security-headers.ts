import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";
import type { Config } from "../config/config.ts";

export type SecurityHeaders = ReturnType<typeof createSecurityHeaders>;

export type TrustsProxy = (address: string, hop: number) => boolean;

/** Not fullscreen and screen-wake-lock (wallboard), nor clipboard-write (ids). */
const unneeded =
  "accelerometer camera display-capture geolocation gyroscope hid magnetometer microphone midi payment serial usb";
const permissions = unneeded.split(" ").map((feature) => `${feature}=()`);

/** X-Frame-Options knows no list, so frame-ancestors has it. */
export function createSecurityHeaders({ access, embedParentOrigins }: Config, trustsProxy: TrustsProxy) {
  const isFramed = embedParentOrigins.length > 0;
  const isTls = access.publicUrl?.protocol === "https:";
  const plain: Record<string, string> = { "permissions-policy": permissions.join(", ") };
  const written = {
    setHeader: (name: string, value: string) => (plain[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  // Once, since it would take a fifth of each poll.
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
        frameAncestors: isFramed ? [...embedParentOrigins] : ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: "same-origin" },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: isFramed ? false : { action: "deny" },
    // Added below, behind TLS.
    strictTransportSecurity: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  })({} as IncomingMessage, written as unknown as ServerResponse, () => undefined);

  const overTls = { ...plain, "strict-transport-security": "max-age=31536000" };

  function of({ headers, socket }: IncomingMessage): Readonly<Record<string, string>> {
    const isForwardedTls =
      headers["x-forwarded-proto"] === "https" && trustsProxy(socket.remoteAddress ?? "", 0);
    return isTls || isForwardedTls ? overTls : plain;
  }

  return {
    of,
    set(request: IncomingMessage, response: ServerResponse): void {
      for (const [name, value] of Object.entries(of(request))) response.setHeader(name, value);
    },
  };
}
