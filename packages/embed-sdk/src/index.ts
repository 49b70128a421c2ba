export { embed } from "./embed.ts";
export type * from "./options.ts";
