import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { SignJWT } from "jose";

export interface PortalOptions {
  /** The board's EMBED_JWT_SECRET. */
  readonly secret: string;
  /** Where the board is served. */
  readonly boardUrl: () => string;
  /** Whoever is signed in to the portal, and what of the board is theirs; null: nobody is. */
  readonly viewerOf: (request: IncomingMessage) => PortalViewer | null;
  readonly lifeSeconds?: () => number;
}

export interface PortalViewer {
  readonly subject: string;
  readonly name: string;
  readonly role: "viewer" | "manager";
  readonly sdkAppIds: readonly number[] | null;
  readonly agents: readonly string[] | null;
}

/** All that a portal needs: its page, and a token for whoever is signed in to it. */
export function createPortal({ secret, boardUrl, viewerOf, lifeSeconds = () => 300 }: PortalOptions): Server {
  const key = new TextEncoder().encode(secret);

  function mintToken({ subject, name, ...bounds }: PortalViewer): Promise<string> {
    return new SignJWT({ name, cruiseboard: bounds })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(subject)
      .setAudience("cruiseboard")
      .setIssuedAt()
      .setExpirationTime(`${lifeSeconds()}s`)
      .sign(key);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const viewer = viewerOf(request);
    const { pathname } = new URL(request.url ?? "/", "http://portal");
    response.setHeader("cache-control", "no-store");
    if (pathname === "/board-token") {
      // Without CORS headers no other site can read it.
      response.statusCode = viewer ? 200 : 401;
      response.end(viewer ? await mintToken(viewer) : "");
      return;
    }
    const file = pathname === "/" ? "portal.html" : "empty.html";
    const page = await readFile(new URL(file, import.meta.url), "utf8");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(page.replaceAll("https://board.example.com", boardUrl()));
  }

  return createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
}
