import { createPortal } from "./portal.ts";

/** The example portal by hand: everybody who opens it is its one supervisor. See docs/embedding.md. */
const { EMBED_JWT_SECRET: secret, BOARD_URL = "http://board.localhost:8080", PORT = "3000" } = process.env;
if (!secret) throw new Error("EMBED_JWT_SECRET is missing: give the same to the board");

const supervisor = {
  subject: "anna",
  name: "Anna",
  role: "manager",
  sdkAppIds: null,
  agents: null,
} as const;
createPortal({ secret, boardUrl: () => BOARD_URL, viewerOf: () => supervisor }).listen(
  Number(PORT),
  "127.0.0.1",
  () => process.stdout.write(`The portal is on http://portal.localhost:${PORT}\n`),
);
