import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type RequestHandler, type Response, type Router } from "express";
import serveCompressed from "express-static-gzip";

/** Where the built page lies. */
const builtPage = fileURLToPath(new URL("../../../web/dist/", import.meta.url));

/** False until the page has been built into its folder. */
export function isPageBuilt(folder = builtPage): boolean {
  return existsSync(join(folder, "index.html"));
}

/** The name that its build gave the page; null: it has none, or was not built. */
export function pageBuild(folder = builtPage): string | null {
  if (!isPageBuilt(folder)) return null;
  return (
    /<meta name="build" content="([\w-]+)"/.exec(readFileSync(join(folder, "index.html"), "utf8"))?.[1] ??
    null
  );
}

/** Serves the built page: assets (named by content) for ever, the document fresh, and the document for every view. */
export function servePage(folder = builtPage): Router {
  const router = express.Router();
  router.use("/assets", serveAssets(join(folder, "assets")));
  router.use("/assets", (_request, response) => response.sendStatus(404));
  router.use(express.static(folder, { index: false, cacheControl: false, setHeaders: revalidate }));
  router.get("/{*view}", serveDocument(folder));
  return router;
}

/** As the build has compressed them, where it has. */
function serveAssets(folder: string): RequestHandler {
  return serveCompressed(folder, {
    enableBrotli: true,
    orderPreference: ["br"],
    index: false,
    serveStatic: { immutable: true, maxAge: "1y" },
  });
}

function serveDocument(folder: string): RequestHandler {
  return (_request, response) => {
    if (!isPageBuilt(folder)) {
      response.status(503).type("text/plain").send("The page has not been built. Run: npm start\n");
      return;
    }
    response.set("cache-control", "no-cache").sendFile("index.html", { root: folder, cacheControl: false });
  };
}

function revalidate(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  response.setHeader("cache-control", "no-cache");
  // The one kind of text whose character set Express leaves open.
  if (path.endsWith(".svg")) response.setHeader("content-type", "image/svg+xml; charset=utf-8");
}

/** Where the built script lies that portals load. */
const builtScript = fileURLToPath(new URL("../../../../packages/embed-sdk/dist/", import.meta.url));
/** Named by their content. */
const pinned = /[\\/]v1-[0-9a-f]+\.m?js$/;

/** Serves the script that portals load to pages of every origin; it holds nothing that is anybody's. */
export function serveEmbedScript(folder = builtScript): Router {
  const router = express.Router();
  router.use(
    "/embed",
    express.static(folder, { index: false, cacheControl: false, setHeaders: openToAll }),
    (_request, response) => response.sendStatus(404),
  );
  return router;
}

function openToAll(response: Response, path: string): void {
  response.set({
    // Modules, and scripts with an integrity hash, are fetched by the rules of CORS.
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": pinned.test(path) ? "public, max-age=31536000, immutable" : "public, no-cache",
  });
}
