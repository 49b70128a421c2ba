import { createPortal } from "./portal.ts";

/** The example portal by hand: everybody who opens it is its one supervisor. See docs/embedding.md. */
const { EMBED_JWT_SECRET: secret, PORT = "8080", PORTAL_PORT = "3000" } = process.env;
const { BOARD_URL = `http://board.localhost:${PORT}` } = process.env;

const supervisor = {
  subject: "anna",
  name: "Anna",
  role: "manager",
  sdkAppIds: null,
  agents: null,
} as const;

if (secret) serve(secret);
else {
  process.stderr.write("EMBED_JWT_SECRET is missing: give the portal the one that the board has.\n");
  process.exitCode = 1;
}

function serve(secret: string): void {
  const origin = `http://portal.localhost:${PORTAL_PORT}`;
  const portal = createPortal({ secret, boardUrl: () => BOARD_URL, viewerOf: () => supervisor });
  portal.on("error", ({ message }) => {
    process.stderr.write(`The portal could not start: ${message}. Set PORTAL_PORT to another port.\n`);
    process.exitCode = 1;
  });
  portal.listen(Number(PORTAL_PORT), "127.0.0.1", () =>
    process.stdout.write(
      `The portal is on ${origin}, with the board of ${BOARD_URL}\nThe board has to have ${origin} in EMBED_PARENT_ORIGINS.\n`,
    ),
  );
}
