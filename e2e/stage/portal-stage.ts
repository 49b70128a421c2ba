import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createPortal, type PortalViewer } from "../embed-host/portal.ts";
import { type Backend, startBackend } from "./backend.ts";
import { startSimulator } from "./simulator.ts";

/** A portal and a board that are different sites to a browser, each on its own server. */
export interface PortalStage {
  readonly backend: Backend;
  /** `http://portal.localhost:…`, which may frame the board. */
  readonly portal: string;
  /** The same page under a name that may not. */
  readonly stranger: string;
  /** `http://board.localhost:…` */
  readonly board: string;
  /** Who is signed in to the portal from now on; null: nobody. */
  signIn(viewer: PortalViewer | null): void;
  /** How long tokens hold that are minted from now on, in seconds. */
  tokensHold(seconds: number): void;
  stop(): Promise<void>;
}

const secret = "only-the-portal-of-this-test-and-its-board-know";

export const anna: PortalViewer = {
  subject: "anna",
  name: "Anna",
  role: "manager",
  sdkAppIds: null,
  agents: null,
};

export async function startPortalStage(campaigns: number): Promise<PortalStage> {
  let viewer: PortalViewer | null = anna;
  let seconds = 300;
  let board = "";
  const server = createPortal({
    secret,
    boardUrl: () => board,
    viewerOf: () => viewer,
    lifeSeconds: () => seconds,
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const portal = `http://portal.localhost:${port}`;
  const token = await (await fetch(`http://127.0.0.1:${port}/board-token`)).text();
  const simulator = await startSimulator(campaigns);
  const backend = await startBackend({
    endpoint: simulator.url,
    env: { EMBED_JWT_SECRET: secret, EMBED_PARENT_ORIGINS: portal },
    token,
  });
  board = backend.url.replace("127.0.0.1", "board.localhost");
  await backend.watch(Array.from({ length: campaigns }, (_, index) => 2569 + index));
  return {
    backend,
    portal,
    stranger: `http://stranger.localhost:${port}`,
    board,
    signIn: (next) => void (viewer = next),
    tokensHold: (next) => void (seconds = next),
    async stop() {
      await backend.stop();
      await simulator.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
