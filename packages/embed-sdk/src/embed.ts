import { filtersQuery, frameAddress } from "./frame-address.ts";
import { createLine } from "./line.ts";
import type { EmbedError, EmbedHandle, EmbedOptions } from "./options.ts";
import { readMessage } from "./protocol.ts";
import { createReactions, type Reactions } from "./reactions.ts";
import { browser, type Surroundings } from "./surroundings.ts";

/** A board that says nothing for so long cannot be reached, or may not be framed here, in milliseconds. */
const patience = 20_000;
/** Of a frame that follows its content, until that has told its own, in pixels. */
const firstHeight = 480;

/**
 * Puts a board into the container and keeps it supplied with tokens.
 * @throws TypeError when the container, the address or the view is none.
 */
export function embed(options: EmbedOptions, surroundings: Surroundings = browser): EmbedHandle {
  const address = frameAddress(options);
  const frame = surroundings.createFrame(options.container, address.href, options.title ?? "Cruiseboard");
  const line = createLine(frame, address.origin);
  const fail = (error: EmbedError) => {
    if (!line.isCut()) options.onError?.(error);
  };
  const reactions = createReactions({ options, address, frame, line, fail });
  if (options.onHeight) frame.setHeight(firstHeight);

  const giveUpWaiting = surroundings.after(patience, () =>
    fail({ code: "noAnswer", message: `${address.origin} cannot be reached, or may not be framed here` }),
  );
  const stopListening = surroundings.listen(({ data, origin, source }) => {
    // Only the page that was asked for, and only in this very frame: what else may come to be shown there is not trusted.
    if (origin !== address.origin || !frame.isSource(source)) return;
    giveUpWaiting();
    react(reactions, data);
  });

  return {
    setFilters: (filters) => line.tell({ type: "filters", query: filtersQuery(filters) }),
    setTheme: (theme) => line.tell({ type: "display", theme }),
    setLang: (lang) => line.tell({ type: "display", lang }),
    refresh: () => line.tell({ type: "refresh" }),
    destroy() {
      line.cut();
      giveUpWaiting();
      stopListening();
      frame.remove();
    },
  };
}

function react(reactions: Reactions, data: unknown): void {
  const message = readMessage(data);
  if (message === null || !Object.hasOwn(reactions, String(message["type"]))) return;
  reactions[message["type"] as keyof Reactions](message);
}
