import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** Names the build in index.html after the files that it begins with, so that an open page notices a newer one. */
export function buildName(): Plugin {
  return {
    name: "cruiseboard-build-name",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const content = createHash("sha256").update(html).digest("base64url").slice(0, 8);
        return [{ tag: "meta", attrs: { name: "build", content }, injectTo: "head" }];
      },
    },
  };
}
