/** How the board stood when it was left. */
interface LeftBoard {
  /** In pixels, of the window. */
  readonly scrolled: number;
  /** By campaign, how far below the window's top its row stood, in pixels. */
  readonly rows: ReadonlyMap<string, number>;
}

/** Lets whoever comes back find the board as it was. */
export interface BoardPlace {
  readonly leave: (board: LeftBoard) => void;
  /** null: the board has not been shown in this tab yet. */
  readonly left: () => LeftBoard | null;
  /** Says which campaign is looked at; null: none. */
  readonly visit: (campaign: string | null) => void;
  /** The campaign that was looked at last; null: none since the board came back. */
  readonly visited: () => string | null;
}

export function createBoardPlace(): BoardPlace {
  let left: LeftBoard | null = null;
  let visited: string | null = null;
  return {
    leave(board) {
      left = board;
    },
    left: () => left,
    visit(campaign) {
      visited = campaign;
    },
    visited: () => visited,
  };
}
