import type { Line } from "./line.ts";
import type { AttentionReport, EmbedError, EmbedErrorCode, EmbedOptions } from "./options.ts";
import { commonVersion, type PageMessage, versions } from "./protocol.ts";
import type { Frame } from "./surroundings.ts";
import { createTokenSource } from "./token-source.ts";

type Fields = Readonly<Record<string, unknown>>;
/** What is done about each message of the page. Its fields are checked here, one by one. */
export type Reactions = Readonly<Record<PageMessage["type"], (message: Fields) => void>>;

interface Parts {
  readonly options: EmbedOptions;
  readonly address: URL;
  readonly frame: Frame;
  readonly line: Line;
  readonly fail: (error: EmbedError) => void;
}

/** The highest that a frame grows unless told, in pixels. */
const highest = 2400;

export function createReactions(parts: Parts): Reactions {
  const { options, fail } = parts;
  return {
    ...meet(parts),
    ...follow(parts),
    ready: () => options.onReady?.(),
    attention: (message) => options.onAttention?.(reportIn(message)),
    error: ({ code, message }) => fail({ code: code as EmbedErrorCode, message: String(message) }),
  };
}

function meet({ options, line, fail }: Parts): Pick<Reactions, "hello" | "tokenWanted"> {
  const { getToken, onHeight, maxHeight = highest } = options;
  const askForToken = getToken && createTokenSource(getToken);
  const terms = { tokens: askForToken !== undefined, maxHeight: onHeight ? maxHeight : null };

  const giveToken = async (id: number) => {
    try {
      if (askForToken) line.post({ type: "token", id, token: await askForToken() });
    } catch (cause) {
      line.post({ type: "noToken", id });
      fail({ code: "noToken", message: "getToken failed", cause });
    }
  };

  return {
    hello({ versions: theirs }) {
      const version = commonVersion(theirs);
      if (version !== null) line.connect({ type: "connect", version, terms });
      else
        fail({
          code: "version",
          message: `The board speaks ${String(theirs)}, this script ${String(versions)}`,
        });
    },
    tokenWanted: ({ id }) => void giveToken(Number(id)),
  };
}

function follow({ options, address, frame }: Parts): Pick<Reactions, "height" | "navigate"> {
  const { onHeight, onNavigate, maxHeight = highest } = options;
  let shown: unknown;
  return {
    height({ height }) {
      if (!onHeight) return;
      const wanted = typeof height === "number" && height > 0 ? Math.min(Math.ceil(height), maxHeight) : null;
      frame.setHeight(wanted);
      if (wanted !== null) onHeight(wanted);
    },
    navigate({ view, query }) {
      // Whoever has scrolled down a long board would land in the middle of the next page, or below it.
      if (onHeight && shown !== undefined && shown !== view) frame.showTop();
      shown = view;
      const url = new URL(address);
      url.pathname = view === "board" ? "/" : String(view);
      url.search = String(query);
      onNavigate?.({ view: String(view), query: String(query), url: url.href });
    },
  };
}

function reportIn({ count, newly }: Fields): AttentionReport {
  return {
    count: Number(count),
    newly: Array.isArray(newly) ? (newly as AttentionReport["newly"]) : [],
  };
}
