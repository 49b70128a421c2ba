import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { startProduct } from "./product.ts";
import { endOf } from "./service-process.ts";
import { untilStopped } from "./until-stopped.ts";

/** Like `npm start`, but the backend restarts and the page reloads when sources change. */
await untilStopped(async () => {
  const pagePort = process.env["PORT"] ?? "8080";
  const pageHost = process.env["HOST"] ?? "127.0.0.1";
  const backendPort = await freePort();
  const product = await startProduct({
    environment: { ...process.env, HOST: "127.0.0.1", PORT: `${backendPort}` },
    execArgv: ["--watch", "--watch-preserve-output"],
  });
  const page = startPage(pageHost, pagePort, backendPort);
  const pageEnded = endOf("server of the page", page);
  console.log(
    `Cruiseboard is on http://${pageHost}:${pagePort} (${product.mode} mode, watching the sources)`,
  );
  return {
    ended: Promise.race([product.ended, pageEnded]),
    async stop() {
      page.kill("SIGTERM");
      await Promise.all([pageEnded, product.stop()]);
    },
  };
});

function startPage(host: string, port: string, backendPort: number): ChildProcess {
  const args = [
    "node_modules/vite/bin/vite.js",
    "--host",
    host,
    "--port",
    port,
    "--strictPort",
    "--logLevel",
    "warn",
  ];
  return spawn(process.execPath, args, {
    cwd: "apps/web",
    env: { ...process.env, BFF_PORT: `${backendPort}` },
    stdio: ["ignore", "inherit", "inherit"],
  });
}

/** For the backend behind Vite's server. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
