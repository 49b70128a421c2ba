// The build publishes this file, with `Values`, as the types of /embed/v1.mjs.
import type { Values } from "./values.ts";

/** What the frame shows; one campaign as `campaigns/{sdkAppId}/{campaignId}`. */
export type View = "board" | "agents" | "archive" | "wall" | `campaigns/${number}/${number}`;

export type Theme = Values["theme"];
export type Language = Values["lang"];
/** How much of header and toolbar is shown. The health of the data always is. */
export type Chrome = Values["chrome"];

/** Which campaigns are shown, and how. Omitted fields do not filter. */
export interface Filters {
  /** In name, agent, label and id. */
  readonly search?: string;
  readonly states?: readonly Values["state"][];
  /** true: all that need attention; a list: only these kinds. */
  readonly attention?: boolean | readonly Values["attention"][];
  /** `*` stands for any characters, and case does not matter, as in the claim. */
  readonly agents?: readonly string[];
  readonly agentStates?: readonly Values["agentStatus"][];
  readonly applications?: readonly number[];
  /** A leading `-` sorts descending. */
  readonly sort?: Values["sort"] | `-${Values["sort"]}`;
  readonly group?: Values["group"];
  readonly layout?: Values["layout"];
  readonly density?: Values["density"];
  /** In this order. */
  readonly columns?: readonly Values["columns"][];
}

/** The view inside the frame. */
export interface Navigation {
  /** Can be passed as `view` and to `setView`. */
  readonly view: View;
  /** Filters, sort and grouping as a query string; can be passed as `filters`. */
  readonly query: string;
  /** The same view outside the portal. */
  readonly url: string;
}

interface CampaignInNeed {
  readonly sdkAppId: number;
  readonly campaignId: number;
  /** null: not known. */
  readonly name: string | null;
  readonly kinds: readonly Values["attention"][];
}

export interface AttentionReport {
  /** Campaigns of the filters that need attention now. */
  readonly count: number;
  /** The same, whatever the filters. */
  readonly total: number;
  /** Campaigns of the filters with a new kind of attention since the last report; empty in the first. */
  readonly newly: readonly CampaignInNeed[];
}

/**
 * noToken: `getToken` failed (it is retried) · noAnswer: no board answered in the frame, because it is unreachable or
 * does not allow this origin to frame it · version: script and board have no protocol version in common ·
 * refused: the board does not accept the token, `message` says why · outOfTouch: the board cannot reach its server.
 */
export type EmbedErrorCode = "noToken" | "noAnswer" | "version" | "refused" | "outOfTouch";

export interface EmbedError {
  readonly code: EmbedErrorCode;
  /** For developers, in English. */
  readonly message: string;
  /** The error of `getToken`. */
  readonly cause?: unknown;
}

export interface EmbedOptions {
  /** The element for the frame, or its selector. */
  readonly container: HTMLElement | string;
  /** The board's address, such as `https://board.example.com`, or a path of the portal's origin, such as `/apps/cruiseboard`. */
  readonly url: string;
  /** Fetches a token from the portal's backend. Without it the board uses its own sign-in, on the same site only. */
  readonly getToken?: () => string | Promise<string>;
  readonly view?: View;
  /** Filters, or the query string from `onNavigate`. */
  readonly filters?: Filters | string;
  readonly theme?: Theme;
  readonly lang?: Language;
  /** IANA name, such as `Asia/Shanghai`. */
  readonly timeZone?: string;
  /** Default `full`. */
  readonly chrome?: Chrome;
  /** The frame's name for assistive technology. */
  readonly title?: string;
  /** The board is connected and shows its campaigns. */
  readonly onReady?: () => void;
  /** Makes the frame as high as its content; called with each new height in pixels. Without it the frame fills its container. */
  readonly onHeight?: (height: number) => void;
  /** With `onHeight`: pixels above which the frame scrolls. Default 2400. */
  readonly maxHeight?: number;
  readonly onNavigate?: (navigation: Navigation) => void;
  readonly onAttention?: (report: AttentionReport) => void;
  readonly onError?: (error: EmbedError) => void;
  /** What the last `onError` reported is over. */
  readonly onRecovered?: () => void;
}

export interface EmbedHandle {
  /** What the frame shows, with the filters as they are or with others. */
  readonly setView: (view: View, filters?: Filters | string) => void;
  /** Replaces all filters; sort, grouping, layout, density and columns only if given. */
  readonly setFilters: (filters: Filters | string) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setLang: (lang: Language) => void;
  readonly setTimeZone: (timeZone: string) => void;
  readonly setChrome: (chrome: Chrome) => void;
  /** Polls the board's server at once. */
  readonly refresh: () => void;
  /** Removes the frame, listeners and timers. Idempotent. */
  readonly destroy: () => void;
}
