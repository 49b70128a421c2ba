import type { PortalLink } from "./portal-link.ts";

/** A portal whose own backend hangs must not hold the page up for ever, in milliseconds. */
const deadline = 20_000;

type After = (milliseconds: number, run: () => void) => () => void;

/** Makes the call that asks the portal for a token; it rejects when the portal has none or does not answer. */
export function createTokenCall({ tell, listen }: PortalLink, after: After): () => Promise<string> {
  let lastId = 0;
  return () =>
    new Promise((resolve, reject) => {
      lastId += 1;
      const id = lastId;
      const end = () => {
        cancel();
        stop();
      };
      const cancel = after(deadline, () => {
        stop();
        reject(new Error("The portal does not answer"));
      });
      const stop = listen((message) => {
        if ((message.type !== "token" && message.type !== "noToken") || message.id !== id) return;
        end();
        if (message.type === "token") resolve(message.token);
        else reject(new Error("The portal has no token"));
      });
      tell({ type: "tokenWanted", id });
    });
}
