import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CampaignKey, UpstreamState } from "@cruiseboard/contract";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { createApp } from "../../src/app.ts";
import { createBoard } from "../../src/board/board.ts";
import type { Clock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config/config.ts";
import type { Poller } from "../../src/polling/poller.ts";
import { RefreshError } from "../../src/polling/request-queues.ts";
import type { Services } from "../../src/services.ts";
import type { AttentionStore } from "../../src/store/attention-store.ts";
import type { HistoryStore } from "../../src/store/history-store.ts";
import { openSqliteDatabase } from "../../src/store/sqlite-database.ts";
import type { WatchListStore } from "../../src/store/watch-list-store.ts";
import { ask, type Question, type Reply } from "./ask.ts";
import { assembleServices } from "./assemble-services.ts";
import { expectDescribed } from "./described-answers.ts";
import { healthyUpstream } from "./only-account.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { toldCalls, toldStatements } from "./told-work.ts";

export interface QuietBackendOptions {
  readonly clock: Clock;
  readonly environment?: Readonly<Record<string, string>>;
  /** Laid over the real store. */
  readonly store?: Partial<WatchListStore>;
  /** What a refresh comes to. */
  readonly refresh?: Poller["refresh"];
  /** What a look at a campaign that is not watched comes to. */
  readonly preview?: Poller["preview"];
  /** How the upstream is doing for an account; well, unless told. */
  readonly upstreamOf?: (account: string) => UpstreamState;
  readonly pageFolder?: string;
  /** Told all that is asked of the database (as SQL), of the board and of the poller, as it happens. */
  readonly onWork?: (what: string) => void;
}

export interface QuietBackend {
  readonly url: string;
  readonly services: Services;
  /** For a past of the test's own making. */
  readonly historyStore: HistoryStore;
  readonly attentionStore: AttentionStore;
  /** Every focus that was put, latest last. */
  readonly focused: readonly { readonly holder: string; readonly keys: readonly CampaignKey[] }[];
  /** What was logged, as JSON lines. */
  readonly logged: readonly string[];
  /** Every answer is held against the OpenAPI document. */
  ask(path: string, question?: Question): Promise<Reply>;
}

/**
 * The real application over HTTP, with the real store in a folder of its own, but with nobody who polls: the board
 * changes only when the test changes it. Gone when the test is over.
 */
export async function startQuietBackend(options: QuietBackendOptions): Promise<QuietBackend> {
  const { clock } = options;
  const config = loadConfig({ ...onlyKeyUnlessAccounts(options.environment), ...options.environment });
  const accounts = () =>
    config.accounts.map(({ name, sdkAppIds }) => {
      return { name, sdkAppIds, leads: true, upstream: options.upstreamOf?.(name) ?? healthyUpstream };
    });
  const { onWork = () => undefined } = options;
  const db = toldStatements(await openSqliteDatabase(temporaryFolder(), "test.db"), onWork);
  const focused: { holder: string; keys: readonly CampaignKey[] }[] = [];
  const focus: Poller["focus"] = (holder, keys) => focused.push({ holder, keys });
  const poller = toldCalls("poller", createIdlePoller(options, focus), onWork);
  const board = toldCalls("board", createBoard(clock, accounts), onWork);
  const logged: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line) => void logged.push(line) });
  const { services, historyStore, attentionStore } = assembleServices({
    config,
    clock,
    logger,
    board,
    poller,
    db,
    accounts,
    watchListStore: options.store,
    close: () => db.destroy(),
  });
  const url = await serve(services, options.pageFolder);
  return {
    url,
    services,
    historyStore,
    attentionStore,
    focused,
    logged,
    async ask(path, question) {
      const reply = await ask(url, path, question);
      expectDescribed(question?.method ?? "GET", path, reply);
      return reply;
    },
  };
}

function onlyKeyUnlessAccounts(environment: QuietBackendOptions["environment"] = {}) {
  if ("CCC_ACCOUNTS_FILE" in environment) return {};
  return { TENCENTCLOUD_SECRET_ID: "AKIDofTheTest", TENCENTCLOUD_SECRET_KEY: "keyOfTheTest" };
}

/** The application of these services over HTTP, on a port of its own. Both end with the test. */
export async function serve(services: Services, pageFolder?: string): Promise<string> {
  const server = createServer(await createApp(services, pageFolder)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await services.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function createIdlePoller({ refresh, preview }: QuietBackendOptions, focus: Poller["focus"]): Poller {
  return {
    start: () => undefined,
    stop: () => Promise.resolve(),
    watch: () => undefined,
    wake: () => undefined,
    unwatch: () => undefined,
    follow: () => undefined,
    focus,
    refresh: refresh ?? (() => Promise.reject(new RefreshError("busy"))),
    preview: preview ?? (() => Promise.reject(new RefreshError("busy"))),
  };
}
