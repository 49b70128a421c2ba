export * from "./board.ts";
export * from "./campaign.ts";
export * from "./enumerations.ts";
export * from "./history.ts";
export * from "./identifiers.ts";
export * from "./problem.ts";
export * from "./session.ts";
export * from "./watch-list.ts";
