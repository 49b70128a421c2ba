import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";
import type { Config } from "../config/config.ts";

/** The headers that keep browsers from doing to the page, or with what it shows, what others would like. */
export interface SecurityHeaders {
  /** Names and values in turn, as `writeHead` takes them. */
  of(request: IncomingMessage): readonly string[];
  set(request: IncomingMessage, response: ServerResponse): void;
}

/** Whether a proxy may say of the caller at this address what the caller was to it; Express's own. */
export type TrustsProxy = (address: string, hop: number) => boolean;

/** What a board has no use for. Full screen and a screen kept awake are for the wallboard, copying for the ids. */
const unneeded =
  "accelerometer camera display-capture geolocation gyroscope hid magnetometer microphone midi payment serial usb";
const permissions = unneeded.split(" ").map((feature) => `${feature}=()`);

/** A year. Of this host only: what its neighbours do is not ours to say. */
const strictTransport = ["strict-transport-security", "max-age=31536000"];

export function createSecurityHeaders(
  { access, embedParentOrigins }: Config,
  trustsProxy: TrustsProxy,
): SecurityHeaders {
  const plain = [...helmetHeaders(embedParentOrigins), "permissions-policy", permissions.join(", ")];
  const overTls = [...plain, ...strictTransport];
  const isTls = access.publicUrl?.protocol === "https:";

  function of({ headers, socket }: IncomingMessage): readonly string[] {
    if (isTls) return overTls;
    const told = headers["x-forwarded-proto"];
    return told === "https" && trustsProxy(socket.remoteAddress ?? "", 0) ? overTls : plain;
  }

  return {
    of,
    set(request, response) {
      const headers = of(request);
      for (let index = 0; index + 1 < headers.length; index += 2)
        response.setHeader(headers[index] ?? "", headers[index + 1] ?? "");
    },
  };
}

/**
 * Helmet knows what the headers are called and how they are written; asked once, since asking for each poll would cost
 * a tenth of what a poll does. Who may frame the page is said by `frame-ancestors`: X-Frame-Options knows no list.
 */
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
    // Said only where TLS is known to stand in front.
    strictTransportSecurity: false,
    // For browsers that do not run this page.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  })({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return written;
}
