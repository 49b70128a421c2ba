import { createHash } from "node:crypto";
import babel from "@rolldown/plugin-babel";
import tailwindcss from "@tailwindcss/vite";
import react, { reactCompilerPreset } from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { compression, defineAlgorithm } from "vite-plugin-compression2";
import { markdown } from "./build/markdown-plugin.ts";
import { messages } from "./build/messages-plugin.ts";

/** What every page needs, in one chunk: libraries and the page's own foundations. */
const base =
  /node_modules\/(.*\/)?(react|react-dom|scheduler|wouter|regexparam|@lingui|@tanstack)\/|src\/(api|domain|i18n|components)\//;

/** With the name that the browser asked for, by which the backend tells whom open access is for. */
const backend = { target: `http://127.0.0.1:${process.env["BFF_PORT"] ?? 8080}`, changeOrigin: false };

/** Names the build in index.html after the files that it begins with, so that an open page notices a newer one. */
function buildName(): Plugin {
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

export default defineConfig({
  // Chunks find each other beside themselves; the server writes the document for its path.
  base: "./",
  plugins: [
    messages(),
    react(),
    babel({ presets: [reactCompilerPreset()] }),
    tailwindcss(),
    buildName(),
    markdown(),
    // Each at its best, so that no visitor waits for the server. A smaller asset is one packet either way.
    compression({
      include: /assets\/.*\.(css|js)$/,
      algorithms: ["brotliCompress", defineAlgorithm("gzip", { level: 9 })],
      threshold: 1000,
    }),
  ],
  // What wouter takes along for older Reacts; this one has it.
  resolve: { alias: { "use-sync-external-store/shim/index.js": "react" } },
  server: { host: "127.0.0.1", proxy: { "/api": backend, "/auth": backend, "/embed": backend } },
  build: {
    // What Tailwind 4 needs anyway; older browsers are not served.
    target: ["chrome111", "firefox128", "safari16.4"],
    reportCompressedSize: true,
    rolldownOptions: {
      input: ["index.html", "guide.en.html", "guide.zh-CN.html"],
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [{ name: "base", test: base }],
        },
      },
    },
  },
});
