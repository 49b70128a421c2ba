import { readFileSync } from "node:fs";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { faultClassOf } from "../campaigns/observation.ts";

const deploy = new URL("../../../../deploy/", import.meta.url);
const ours = /\b(?:cruiseboard|nodejs|process)_[a-z0-9_]+/g;

/** Every metric that a file of queries names. */
function metricsNamedIn(file: string): string[] {
  const text = readFileSync(new URL(file, deploy), "utf8");
  return [...new Set(text.match(ours))].toSorted();
}

/** The names in `/metrics`, as queries use them. */
async function metricNames(): Promise<Set<string>> {
  const { ask, services } = await startQuietBackend({ clock: createFakeClock(0) });
  services.metrics.calledUpstream("default", null, 0.1);
  await ask("/api/v1/session");
  const { text } = await ask("/metrics");
  const described = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    described.flatMap(([, name = "", kind]) =>
      kind === "histogram" ? ["bucket", "sum", "count"].map((part) => `${name}_${part}`) : [name],
    ),
  );
}

describe.each(["grafana/cruiseboard.json", "prometheus/alerts.yaml"])("%s", (file) => {
  it("asks for metrics that are there", async () => {
    const named = metricsNamedIn(file);
    expect(named.length).toBeGreaterThan(5);
    const present = await metricNames();
    expect(named.filter((name) => !present.has(name))).toEqual([]);
  });
});

it("the alert of agents whose statuses are unknown is none of a missing permission", () => {
  const alerts = readFileSync(new URL("prometheus/alerts.yaml", deploy), "utf8");
  const [, excluded = ""] = /agent_status_calls_total\{code!~"([^"]+)"/.exec(alerts) ?? [];
  const codes = [
    "UnauthorizedOperation",
    "UnauthorizedOperation.CamNoAuth",
    "AuthFailure.UnauthorizedOperation",
  ];
  for (const code of codes) {
    expect(faultClassOf(code)).toBe("permission");
    expect(code).toMatch(new RegExp(`^(?:${excluded})$`));
  }
  expect("AuthFailure.SecretIdNotFound").not.toMatch(new RegExp(`^(?:${excluded})$`));
});

it("the dashboard has panels with distinct ids that do not overlap", () => {
  const { panels } = JSON.parse(readFileSync(new URL("grafana/cruiseboard.json", deploy), "utf8")) as {
    panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});
