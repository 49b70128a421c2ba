import { callsPerMinuteSchema } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";

const now = Date.parse("2026-11-22T08:00:30.000Z");

it("answers 60 whole minutes, the last of which is over", async () => {
  const { ask } = await startQuietBackend({ clock: createFakeClock(now) });
  const reply = await ask("/api/v1/calls-per-minute");
  expect(reply.status).toBe(200);
  const { minutes } = callsPerMinuteSchema.parse(reply.json());
  expect(minutes).toHaveLength(60);
  expect(minutes.at(-1)).toEqual({ at: "2026-11-22T07:59:00.000Z", called: null });
});
