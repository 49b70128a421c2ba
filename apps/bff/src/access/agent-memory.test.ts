import { describe, expect, it } from "vitest";
import { createAgentMemory } from "./agent-memory.ts";

const agents = Array.from({ length: 50 }, (_, index) => `agent-${index}@example.com`);
const endsIn = (digit: string) => (agent: string) => agent.includes(`${digit}@`);

describe("what is remembered of agents", () => {
  it("is what each matcher says of each agent, asked once", () => {
    const remembered = createAgentMemory();
    const asked: string[] = [];
    const matchers = ["1", "2", "7"].map((digit) => {
      const matches = endsIn(digit);
      const counted = (agent: string) => {
        asked.push(`${digit} ${agent}`);
        return matches(agent);
      };
      return { matches, remembers: remembered(counted) };
    });
    for (const { matches, remembers } of matchers)
      for (const _time of [1, 2]) expect(agents.map(remembers)).toEqual(agents.map(matches));
    expect(asked).toHaveLength(new Set(asked).size);
    expect(asked).toHaveLength(3 * agents.length);
  });

  it("stays right when it starts afresh", () => {
    const remembered = createAgentMemory();
    const [one, other] = [remembered(endsIn("1")), remembered(endsIn("2"))];
    expect(agents.map(one)).toEqual(agents.map(endsIn("1")));
    for (let index = 0; index < 30_000; index += 1) other(`passing-${index}@example.com`);
    for (const _time of [1, 2]) {
      expect(agents.toReversed().map(one)).toEqual(agents.toReversed().map(endsIn("1")));
      expect(agents.map(other)).toEqual(agents.map(endsIn("2")));
    }
  });
});
