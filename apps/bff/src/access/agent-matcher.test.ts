import { createAgentMatcher } from "@cruiseboard/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const covers = (glob: string, agent: string) => createAgentMatcher([glob])(agent);

describe("an agent glob", () => {
  it.each([
    ["foo@example.com", "foo@example.com", true],
    ["foo@example.com", "foo@example.com.evil.example", false],
    ["foo@example.com", "xfoo@example.com", false],
    ["*@team-a.example.com", "agent-01@team-a.example.com", true],
    ["*@team-a.example.com", "@team-a.example.com", true],
    ["*@team-a.example.com", "agent-01@team-ab.example.com", false],
    ["*@team-a.example.com", "agent-01@team-a.example.com.evil.example", false],
    ["agent-*", "agent-", true],
    ["agent-*@*.example.com", "agent-7@team-c.example.com", true],
    ["agent-*@*.example.com", "agent-7@example.com", false],
    ["*", "anybody", true],
    ["*", "", true],
    ["**", "anybody", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["ab*ba", "aba", false],
    ["", "anybody", false],
    ["FOO@Example.com", "foo@eXample.COM", true],
    ["k@example.com", "\u212a@example.com", false],
    ["f?o@example.com", "foo@example.com", false],
    ["[f]oo@example.com", "foo@example.com", false],
    [".*@example.com", "foo@example.com", false],
    ["!bar@example.com", "foo@example.com", false],
    ["座席*@example.com", "座席七@example.com", true],
  ])("%s covers %s: %s", (glob, agent, expected) => {
    expect(covers(glob, agent)).toBe(expected);
  });

  it("matches if one of several does, and without globs matches none", () => {
    const matches = createAgentMatcher(["*@a.example", "b@b.example"]);
    expect(["x@a.example", "b@b.example", "x@b.example"].map(matches)).toEqual([true, true, false]);
    expect(createAgentMatcher([])("x@a.example")).toBe(false);
  });

  it("agrees with a regular expression of the same meaning", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", ".", "@"), maxLength: 8 });
    const accounts = fc.string({ unit: fc.constantFrom("a", "b", ".", "@"), maxLength: 8 });
    fc.assert(
      fc.property(letters, accounts, (glob, agent) => {
        const pattern = glob.replaceAll(".", String.raw`\.`).replaceAll("*", ".*");
        expect(covers(glob, agent)).toBe(new RegExp(`^${pattern}$`).test(agent));
      }),
      { numRuns: 2000 },
    );
  });

  it("is no way to keep the server busy", () => {
    const glob = `${"*a".repeat(200)}*b`;
    expect(covers(glob, "a".repeat(100_000))).toBe(false);
  });
});
