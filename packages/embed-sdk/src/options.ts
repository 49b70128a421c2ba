// The whole public face in one file without imports: the build hands it out as the types of /embed/v1.mjs.

/** What the frame shows: the board, the wallboard, or one campaign as `campaigns/{sdkAppId}/{campaignId}`. */
export type View = "board" | "wall" | `campaigns/${number}/${number}`;

export type Theme = "light" | "dark" | "system";
export type Language = "en" | "zh-CN";

type State = "notStarted" | "running" | "completed" | "terminated" | "unknown";
type AttentionKind =
  | "willMissWindow"
  | "stalled"
  | "lateStart"
  | "overrun"
  | "stoppedEarly"
  | "uncalledAtClose"
  | "notFound"
  | "upstreamFailing"
  | "unknown";

/** Which campaigns are shown, and in what order. What is left out does not narrow anything down. */
export interface Filters {
  /** In name, agent, label and id. */
  readonly search?: string;
  readonly states?: readonly State[];
  /** true: whatever needs attention; a list: only these kinds of it. */
  readonly attention?: boolean | readonly AttentionKind[];
  readonly agents?: readonly string[];
  readonly applications?: readonly number[];
  /** As in the page's own URL; `-` in front: descending. */
  readonly sort?: string;
  readonly group?: "none" | "agent" | "application" | "label" | "state";
}

/** Where the viewer has gone inside the frame. */
export interface Navigation {
  /** To be given back as `view`. */
  readonly view: string;
  /** Filters, sort and grouping as a query string, to be given back as `filters`. */
  readonly query: string;
  /** The same as a page of its own, to be shared or opened in a tab. */
  readonly url: string;
}

interface CampaignInNeed {
  readonly sdkAppId: number;
  readonly campaignId: number;
  /** null: not known. */
  readonly name: string | null;
  readonly kinds: readonly AttentionKind[];
}

/** What needs attention. */
export interface AttentionReport {
  /** Campaigns that need attention now. */
  readonly count: number;
  /** Those among them that did not, or not for this reason, at the last report; none in the first. */
  readonly newly: readonly CampaignInNeed[];
}

/**
 * noToken: `getToken` failed (it is asked again) · noAnswer: no board has shown up in the frame, because it cannot be
 * reached or does not let this origin frame it · version: script and board do not understand each other ·
 * refused: the board does not accept the token · outOfTouch: the board cannot reach its server.
 */
export type EmbedErrorCode = "noToken" | "noAnswer" | "version" | "refused" | "outOfTouch";

export interface EmbedError {
  readonly code: EmbedErrorCode;
  /** For developers, in English. */
  readonly message: string;
  /** What `getToken` failed with. */
  readonly cause?: unknown;
}

export interface EmbedOptions {
  /** The element that takes the frame, or a selector of it. */
  readonly container: HTMLElement | string;
  /** Where the board is served, such as `https://board.example.com`. */
  readonly url: string;
  /** Asks the portal's own backend for a token. Without it the board uses its own sign-in, on the same site only. */
  readonly getToken?: () => string | Promise<string>;
  readonly view?: View;
  /** Filters, or a query string that `onNavigate` told. */
  readonly filters?: Filters | string;
  readonly theme?: Theme;
  readonly lang?: Language;
  /** IANA name, such as `Asia/Shanghai`. */
  readonly timeZone?: string;
  /** What assistive technology calls the frame. */
  readonly title?: string;
  /** The board is connected and shows its campaigns. */
  readonly onReady?: () => void;
  /**
   * Given: the frame is as high as its content, growing and shrinking, and this tells each new height in pixels.
   * Left out: the frame fills its container and scrolls within.
   */
  readonly onHeight?: (height: number) => void;
  /** The highest that the frame grows with its content, in pixels; what is longer scrolls within. 2400 unless told. */
  readonly maxHeight?: number;
  readonly onNavigate?: (navigation: Navigation) => void;
  readonly onAttention?: (report: AttentionReport) => void;
  readonly onError?: (error: EmbedError) => void;
}

export interface EmbedHandle {
  /** Replaces all filters. */
  readonly setFilters: (filters: Filters | string) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setLang: (lang: Language) => void;
  /** Has the board ask its server at once. */
  readonly refresh: () => void;
  /** Takes the frame away with everything that belongs to it. May be called again. */
  readonly destroy: () => void;
}
