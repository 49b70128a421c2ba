import { hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Response, type Router } from "express";
import serveCompressed from "express-static-gzip";

const builtPage = fileURLToPath(new URL("../../../web/dist/", import.meta.url));

export const isPageBuilt = (folder = builtPage) => existsSync(join(folder, "index.html"));

export function pageBuild(folder = builtPage): string | null {
  if (!isPageBuilt(folder)) return null;
  const html = readFileSync(join(folder, "index.html"), "utf8");
  return /<meta name="build" content="([\w-]+)"/.exec(html)?.[1] ?? null;
}

/** Assets are named by content and cached for a year; the document is revalidated, and answers every view's path. */
export function servePage(folder = builtPage, basePath = ""): Router {
  const router = express.Router();
  router.use(
    "/assets",
    serveCompressed(join(folder, "assets"), {
      enableBrotli: true,
      orderPreference: ["br"],
      index: false,
      serveStatic: { immutable: true, maxAge: "1y" },
    }),
  );
  router.use("/assets", (_request, response) => response.sendStatus(404));
  router.use(express.static(folder, { index: false, cacheControl: false, setHeaders: revalidate }));
  router.get("/{*view}", async ({ path }, response, next) => {
    // A file that is not there; of another path, where PUBLIC_URL lacks it.
    if (extname(path) !== "") return next();
    if (!isPageBuilt(folder)) {
      response.status(503).type("text/plain").send("The page has not been built. Run: npm start\n");
      return;
    }
    const built = await readFile(join(folder, "index.html"), "utf8");
    // The build's addresses begin with `./` or `/`. A document for every view's path needs them from the root.
    const html = built.replaceAll(/ (href|src|content)="\.?\/(?!\/)/g, ` $1="${basePath}/`);
    response.set({ "cache-control": "no-cache", etag: `"${hash("sha256", html, "base64url")}"` }).send(html);
  });
  return router;
}

function revalidate(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  response.setHeader("cache-control", "no-cache");
  // Express sets no character set for SVG.
  if (path.endsWith(".svg")) response.setHeader("content-type", "image/svg+xml; charset=utf-8");
}

const builtScript = fileURLToPath(new URL("../../../../packages/embed-sdk/dist/", import.meta.url));
const pinned = /[\\/]v1-[0-9a-f]+\.m?js$/;

/** The embed SDK, for pages of every origin; it holds no data. */
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
    // Modules and scripts with an integrity hash need CORS.
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": pinned.test(path) ? "public, max-age=31536000, immutable" : "public, no-cache",
  });
}
