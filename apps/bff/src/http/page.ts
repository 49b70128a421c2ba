import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type RequestHandler, type Router } from "express";
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
