import { z } from "zod";

/** What is true of an account's values, whether a variable or the accounts file has them. */
export const endpointSchema = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true })
  .refine(isPlainEndpoint, { error: "must be a URL without a path, query or user" });

export const rateSchema = z
  .number("must be a number from 0.1 to 1000")
  .min(0.1, "must be at least 0.1")
  .max(1000, "must be at most 1000");

function isPlainEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
}
