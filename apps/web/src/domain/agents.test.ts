import { expect, test } from "vitest";
import { sharedLocalParts, shortAgent } from "./agents.ts";
import { campaignFixture } from "./campaign-fixture.ts";

test("an agent is named by the local part unless another agent of the board shares it", () => {
  const agents = ["lin@a.com", "lin@a.com", "wu@a.com", "wu@b.com", "1001", "@x", null];
  const shared = sharedLocalParts(agents.map((agent) => campaignFixture({ agent })));
  expect(shortAgent("lin@a.com", shared)).toBe("lin");
  expect(shortAgent("wu@a.com", shared)).toBe("wu@a");
  expect(shortAgent("1001", shared)).toBe("1001");
  expect(shortAgent("@x", shared)).toBe("@x");
  expect(shortAgent("lin@a.com", "")).toBe("lin");
});

test("agents of one local part are told apart by what their domains do not share", () => {
  expect(short("wu@a.example.com", "wu@b.example.com", "lin@c.example.com")).toEqual(["wu@a", "wu@b", "lin"]);
  expect(short("wu@example.com", "wu@a.example.com")).toEqual(["wu@example.com", "wu@a"]);
  expect(short("wu@a.com", "wu@b.cn")).toEqual(["wu@a.com", "wu@b.cn"]);
});

function short(...agents: string[]): string[] {
  const shared = sharedLocalParts(agents.map((agent) => campaignFixture({ agent })));
  return agents.map((agent) => shortAgent(agent, shared));
}
