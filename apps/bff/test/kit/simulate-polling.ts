import type { CampaignKey } from "@cruiseboard/contract";
import { everything } from "../../src/access/scope.ts";
import { type Board, createBoard, type KnownElsewhere } from "../../src/board/board.ts";
import type { Clock } from "../../src/clock.ts";
import { createCorrectedClock } from "../../src/corrected-clock.ts";
import { createIdSearch } from "../../src/polling/id-search.ts";
import { createObserve } from "../../src/polling/observe-campaign.ts";
import { type AccountPoller, createPoller } from "../../src/polling/poller.ts";
import { createSenders } from "../../src/polling/senders.ts";
import { createUpstreamClock } from "../../src/polling/upstream-clock.ts";
import { createUpstreamHealth } from "../../src/polling/upstream-health.ts";
import { onlyAccountWith } from "./only-account.ts";
import { createRandom } from "./random.ts";
import { createVirtualUpstream, type VirtualTruth, type VirtualUpstream } from "./virtual-upstream.ts";

export interface PollingSimulationOptions {
  readonly clock: Clock;
  readonly campaigns: number;
  readonly seed: number;
  readonly requestsPerSecond?: number;
  readonly stragglers?: number;
  /** Keys of the account, each with an upstream that counts for itself; one unless told. */
  readonly keys?: number;
  /** Unless told, every campaign runs for ever and calls one callee a second. */
  /** Applications take turns; one unless told. */
  readonly applications?: number;
  /** What an earlier process knew: put on the board ahead of the first request. */
  readonly restored?: (campaignId: number) => KnownElsewhere | null;
  /** Searches for campaigns that are not watched; it does not unless told. */
  readonly searches?: boolean;
  readonly truth?: (campaignId: number, at: number) => VirtualTruth | null;
}

export interface PollingSimulation {
  /** The backend's time. */
  readonly now: () => number;
  readonly board: Board;
  readonly poller: AccountPoller;
  /** Of the first key. */
  readonly upstream: VirtualUpstream;
  readonly upstreams: readonly VirtualUpstream[];
  readonly keys: readonly CampaignKey[];
  /** By the search, in this order. */
  readonly found: readonly CampaignKey[];
  /** Faults of our own that the loop met; there should be none. */
  readonly errors: unknown[];
  stop(): Promise<void>;
}

export const simulatedSdkAppId = 1_400_000_000;

/** The real plan, pacer, health, poller and board, on the given clock, against an upstream without sockets. */
export function simulatePolling(options: PollingSimulationOptions): PollingSimulation {
  const { requestsPerSecond = 20 } = options;
  const clock = createCorrectedClock(options.clock);
  const random = createRandom(options.seed);
  const errors: unknown[] = [];
  const startUpstream = () =>
    createVirtualUpstream({
      clock: options.clock,
      random,
      requestsPerSecond,
      latencyMs: 80,
      jitterMs: 50,
      stragglers: options.stragglers ?? 0,
      truth: options.truth ?? alwaysRunning(clock.now()),
    });
  const upstream = startUpstream();
  const upstreams = [upstream, ...Array.from({ length: (options.keys ?? 1) - 1 }, startUpstream)];
  const upstreamClock = createUpstreamClock(clock);
  const observeBy = ({ client }: VirtualUpstream) =>
    createObserve(client.describeAgentCruiseDialingCampaign, {
      upstreamClock,
      clock,
      signal: new AbortController().signal,
      onCalled: () => undefined,
    });
  const senders = createSenders({
    clock,
    observe: [observeBy(upstream), ...upstreams.slice(1).map(observeBy)],
    requestsPerSecond,
    onSetAside: () => undefined,
  });
  const found: CampaignKey[] = [];
  const idSearch = createIdSearch({
    clock,
    account: { sdkAppIds: null },
    spacingMs: senders.spacingMs,
    source: {
      knownIds: () => ({ highest: highestOf(board), term: board }),
      isWatched: (key) => board.get(key) !== null,
      async onFound(key) {
        found.push(key);
      },
    },
  });
  const poller = createPoller({
    clock,
    senders,
    idSearch: options.searches ? idSearch : null,
    health: createUpstreamHealth(),
    upstreamClock,
    maySendFrom: () => 0,
    onObservation: (key, observation) => board.observe(key, observation),
    onAccessChange: () => undefined,
    onError: (error) => errors.push(error),
    random,
  });
  const board = createBoard(clock, () => onlyAccountWith(poller.upstream));
  const keys = Array.from({ length: options.campaigns }, (_, index) => ({
    sdkAppId: simulatedSdkAppId + (index % (options.applications ?? 1)),
    campaignId: index + 1,
  }));
  const watched = board.watch(keys.map((key) => ({ key, label: null })));
  poller.watch(
    watched.map((campaign) => {
      const known = options.restored?.(campaign.key.campaignId);
      return known ? (board.restore(campaign.key, known) ?? campaign) : campaign;
    }),
  );
  board.start();
  poller.start();
  return {
    now: () => clock.now(),
    board,
    poller,
    upstream,
    upstreams,
    keys,
    found,
    errors,
    async stop() {
      board.stop();
      await poller.stop();
    },
  };
}

function highestOf(board: Board): Map<number, number> {
  const observed = board.rows(everything).filter(({ shown }) => shown.observedAt !== null);
  const byApplication = Map.groupBy(observed, ({ key }) => key.sdkAppId);
  return new Map(
    [...byApplication].map(([sdkAppId, rows]) => [
      sdkAppId,
      Math.max(...rows.map(({ key }) => key.campaignId)),
    ]),
  );
}

function alwaysRunning(start: number): (campaignId: number, at: number) => VirtualTruth {
  const startTime = Math.floor(start / 1000) - 3600;
  return (_campaignId, at) => ({
    state: 1,
    startTime,
    endTime: startTime + 30 * 86_400,
    total: 10_000_000,
    called: Math.floor(at / 1000) - startTime,
  });
}
