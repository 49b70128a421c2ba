import babel from "@rolldown/plugin-babel";
import tailwindcss from "@tailwindcss/vite";
import react, { reactCompilerPreset } from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { boot } from "./build/boot-plugin.ts";
import { compress } from "./build/compress-plugin.ts";
import { messages } from "./build/messages-plugin.ts";
import { prefetch } from "./build/prefetch-plugin.ts";

/** What every page needs, in one chunk: ten small ones weigh more, and this one outlives most releases in caches. */
const base = [
  /node_modules\/(.*\/)?(react|react-dom|scheduler|wouter|regexparam)\//,
  // Writing comes with the parts that write.
  /node_modules\/(.*\/)?(@lingui\/core|@tanstack\/(query-core|react-query))\/(?!.*(mutationObserver|useMutation))/,
  /src\/lib\/(browser-look|call-deadline|campaign-key|display|early-answers|format|http|messages|preferences|storage|time|use-media|use-ticking)\./,
  /src\/components\/ui\/(button|fault-boundary|icon)\./,
];

/** With the name that the browser asked for, by which the backend tells whom open access is for. */
const backend = { target: `http://127.0.0.1:${process.env["BFF_PORT"] ?? 8080}`, changeOrigin: false };

export default defineConfig({
  plugins: [
    messages(),
    react(),
    babel({ presets: [reactCompilerPreset()] }),
    tailwindcss(),
    boot(),
    prefetch("campaign-route", "add-dialog", "burn-up-chart", "watch-list-changes", "announcement-card"),
    compress(),
  ],
  // What wouter takes along for older Reacts; this one has it.
  resolve: { alias: { "use-sync-external-store/shim/index.js": "react" } },
  server: { host: "127.0.0.1", proxy: { "/api": backend, "/auth": backend, "/embed": backend } },
  build: {
    // What Tailwind 4 needs anyway; older browsers are not served.
    target: ["chrome111", "firefox128", "safari16.4"],
    // A chart fetched when idle must not be fetched with the first paint.
    modulePreload: {
      polyfill: false,
      // What idle browsers have fetched beforehand (see prefetch) need not be listed once more for each part.
      resolveDependencies: (_file, deps, { hostType }) => (hostType === "html" ? deps : []),
    },
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: "base", test: (id) => base.some((part) => part.test(id)) }],
        },
      },
    },
  },
});
