import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNginx } from "../../scripts/browser.ts";

export interface Nginx {
  stop(): Promise<void>;
}

interface NginxOptions {
  readonly port: number;
  /** Where it passes requests to, by path; what is behind the host replaces the path, as in nginx. */
  readonly routes: Readonly<Record<string, string>>;
}

/** A real nginx in front of several servers, as portals have it. Resolves once it answers. */
export async function startNginx({ port, routes }: NginxOptions): Promise<Nginx> {
  const program = findNginx();
  if (!program) throw new Error("nginx was not found: install it (Debian: nginx-light), or set E2E_NGINX");
  const folder = await mkdtemp(join(tmpdir(), "cruiseboard-nginx-"));
  const locations = Object.entries(routes).map(
    ([path, target]) => `location ${path} { proxy_pass ${target}; }`,
  );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  await writeFile(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr warn;
    ${process.getuid?.() === 0 ? "user root;" : ""}
    events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}
      server {
        listen 127.0.0.1:${port};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        ${locations.join("\n")}
      }
    }`,
  );
  const child = spawn(program, ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const gone = once(child, "exit");
  while (child.exitCode === null) {
    const answers = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answers) break;
  }
  if (child.exitCode !== null) throw new Error("nginx ended at once");
  return {
    async stop() {
      child.kill("SIGTERM");
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
