import { fileURLToPath } from "node:url";
import express, { type Response, type Router } from "express";

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
