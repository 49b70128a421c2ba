import "react";

declare module "react" {
  interface CSSProperties {
    /** A custom property of ours: the grid columns of a campaign's row. */
    readonly "--columns"?: string;
  }
}
