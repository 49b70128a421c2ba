/** How the board stood when it was left. */
interface LeftBoard {
  /** In pixels, of the window. */
  readonly scrolled: number;
  /** By campaign, how far below the window's top its row stood, in pixels. */
  readonly rows: ReadonlyMap<string, number>;
  /** The link outside the rows that had the focus, as it stands in its `href`; null: none. */
  readonly link: string | null;
}

/** Lets whoever comes back find the board as it was. */
export interface BoardPlace {
  readonly leave: (board: LeftBoard) => void;
  /** null: the board has not been shown in this tab yet. */
  readonly left: () => LeftBoard | null;
  /** The same once for each time that it was left; null: it was not left since. */
  readonly comeBack: () => LeftBoard | null;
  /** Says which campaign is looked at; null: none. */
  readonly visit: (campaign: string | null) => void;
  /** The campaign that was looked at last; null: none since the board came back. */
  readonly visited: () => string | null;
}

export function createBoardPlace(): BoardPlace {
  let left: LeftBoard | null = null;
  let away = false;
  let visited: string | null = null;
  return {
    leave(board) {
      left = board;
      away = true;
    },
    left: () => left,
    comeBack() {
      const back = away ? left : null;
      away = false;
      return back;
    },
    visit(campaign) {
      visited = campaign;
    },
    visited: () => visited,
  };
}
