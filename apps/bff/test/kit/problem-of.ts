import { type Problem, problemSchema } from "@cruiseboard/contract";
import { expect } from "vitest";
import type { Reply } from "./ask.ts";

/** The problem that was answered, once it is sure that it is one, that it is brief and tells nothing of the inside. */
export function problemOf(reply: Reply, status: number): Problem {
  expect(reply.status).toBe(status);
  expect(reply.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(reply.headers["cache-control"]).toBe("no-store");
  expect(reply.text).not.toMatch(/\bat \S+ \(|node_modules|\.ts:|\/src\//);
  expect(reply.body.length).toBeLessThan(16_384);
  const problem = problemSchema.parse(reply.json());
  expect(reply.json()).toEqual(problem);
  expect(problem.status).toBe(status);
  return problem;
}
