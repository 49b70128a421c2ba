import { describe, expect, it } from "vitest";
import { createMask, createScope, everything } from "./scope.ts";

const campaigns = [
  { sdkAppId: 1, agent: "x@team-a.example.com" },
  { sdkAppId: 1, agent: "y@team-b.example.com" },
  { sdkAppId: 2, agent: "x@team-a.example.com" },
  { sdkAppId: 1, agent: null },
];

describe("what a scope shows", () => {
  it.each([
    ["no restriction", { sdkAppIds: null, agents: null }, [true, true, true, true]],
    ["an application", { sdkAppIds: [1], agents: null }, [true, true, false, true]],
    [
      "agents: nothing that was never observed",
      { sdkAppIds: null, agents: ["*@team-a.*"] },
      [true, false, true, false],
    ],
    ["every agent there is", { sdkAppIds: null, agents: ["*"] }, [true, true, true, false]],
    ["both", { sdkAppIds: [1], agents: ["*@team-a.example.com"] }, [true, false, false, false]],
    ["no application", { sdkAppIds: [], agents: null }, [false, false, false, false]],
    ["no agent", { sdkAppIds: null, agents: [] }, [false, false, false, false]],
  ])("%s", (_what, bounds, expected) => {
    const scope = createScope(bounds);
    expect(campaigns.map((campaign) => scope.maySee(campaign))).toEqual(expected);
  });
});

const tagOf = (sdkAppIds: number[] | null, agents: string[] | null) => createScope({ sdkAppIds, agents }).tag;

describe("a scope's tag", () => {
  it("is the same for the same bounds, in whatever order", () => {
    expect(tagOf([1, 2, 10], ["b", "a"])).toBe(tagOf([10, 2, 1, 2], ["a", "b", "a"]));
  });

  it("differs for different bounds, and is empty for none", () => {
    const tags = [
      everything.tag,
      tagOf([1], null),
      tagOf([2], null),
      tagOf([], null),
      tagOf(null, []),
      tagOf([1], []),
      tagOf(null, ["1"]),
      createScope({ sdkAppIds: null, agents: null }, createMask(new Set(["uui"]), "secret")).tag,
    ];
    expect(everything.tag).toBe("");
    expect(new Set(tags).size).toBe(tags.length);
  });
});

describe("masking", () => {
  const campaign = { name: "n", agent: "x@team-a.example.com", uui: "customer 7" };

  it("hides agent and uui as configured and nothing else", () => {
    const mask = createMask(new Set(["uui", "agent"]), "secret");
    const shown = mask.apply(campaign);
    expect(shown).toMatchObject({ name: "n", uui: null });
    expect(shown.agent).toMatch(/^agent-[0-9a-f]{10}$/);
    expect(createMask(new Set(["uui"]), "secret").apply(campaign)).toEqual({ ...campaign, uui: null });
    expect(createMask(new Set(), "secret").apply(campaign)).toBe(campaign);
  });

  it("gives the same agent the same pseudonym, and another under another key", () => {
    const [one, again, other] = ["secret", "secret", "another"].map(
      (secret) => createMask(new Set(["agent"]), secret).apply(campaign).agent,
    );
    expect(one).toBe(again);
    expect(one).not.toBe(other);
  });

  it("leaves unknown unknown, and rows without uui without it", () => {
    const mask = createMask(new Set(["uui", "agent"]), "secret");
    expect(mask.apply({ agent: null })).toEqual({ agent: null });
  });
});
