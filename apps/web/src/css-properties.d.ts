import "react";

declare module "react" {
  interface CSSProperties {
    /** Custom properties of ours: the grid columns of a campaign's row. */
    readonly "--columns"?: string;
    /** How many cards stand beside each other. */
    readonly "--abreast"?: number;
    /** Of a card, from 0. */
    readonly "--column"?: number | undefined;
  }
}
