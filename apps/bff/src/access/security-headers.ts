import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";
import type { Config } from "../config/config.ts";

export type TrustsProxy = (address: string, hop: number) => boolean;

/** Not fullscreen and screen-wake-lock (wallboard), nor clipboard-write (ids). */
const unneeded =
  "accelerometer camera display-capture geolocation gyroscope hid magnetometer microphone midi payment serial usb";
const permissions = unneeded.split(" ").map((feature) => `${feature}=()`);

/** X-Frame-Options knows no list, so frame-ancestors has it. */
export function createSecurityHeaders({ access, embedParentOrigins }: Config, trustsProxy: TrustsProxy) {
  const isFramed = embedParentOrigins.length > 0;
  const isTls = access.publicUrl?.protocol === "https:";
  const setPlain = helmet({
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
    // Set below, behind TLS.
    strictTransportSecurity: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });

  return (request: IncomingMessage, response: ServerResponse): void => {
    const { headers, socket } = request;
    const isForwardedTls =
      headers["x-forwarded-proto"] === "https" && trustsProxy(socket.remoteAddress ?? "", 0);
    setPlain(request, response, () => undefined);
    response.setHeader("permissions-policy", permissions.join(", "));
    if (isTls || isForwardedTls) response.setHeader("strict-transport-security", "max-age=31536000");
  };
}
