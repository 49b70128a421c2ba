import helmet from "helmet";

/**
 * The page's security headers. Who may frame it is said by `frame-ancestors` alone: the older X-Frame-Options
 * knows no list of origins.
 */
export function createFramePolicy(parentOrigins: readonly string[]): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: parentOrigins.length > 0 ? [...parentOrigins] : ["'none'"],
      },
    },
    xFrameOptions: parentOrigins.length > 0 ? false : { action: "deny" },
    // Whether TLS stands in front is not known here; the proxy that ends it says so.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: "same-origin" },
    referrerPolicy: { policy: "no-referrer" },
  });
}
