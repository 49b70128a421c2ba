import { describe, expect, test } from "vitest";
import { parseCampaignIds } from "./parse-watch-text.ts";

describe("campaign ids", () => {
  test.each([
    ["2569", [2569]],
    ["2569, 2571-2573", [2569, 2571, 2572, 2573]],
    ["  5 - 7 ;\n 6,9 ", [5, 6, 7, 9]],
    ["２５６９、２５７１－２５７２，1～2", [2569, 2571, 2572, 1, 2]],
    ["3–4 8至9", [3, 4, 8, 9]],
    ["", []],
  ])("%j", (text, ids) => {
    expect(parseCampaignIds(text)).toEqual({ ids, fault: null });
  });

  test.each([
    ["1, abc", { kind: "number", token: "abc" }],
    ["0", { kind: "number", token: "0" }],
    ["-5", { kind: "number", token: "-5" }],
    ["1.5", { kind: "number", token: "1.5" }],
    ["9007199254740993", { kind: "number", token: "9007199254740993" }],
    ["9-3", { kind: "range", token: "9-3" }],
    ["1-9007199254740991", { kind: "many", token: "1-9007199254740991" }],
    ["1-9999 20000-20001", { kind: "many", token: "20000-20001" }],
  ])("%j is faulty", (text, fault) => {
    expect(parseCampaignIds(text).fault).toEqual(fault);
  });

  test("takes as many as the server does", () => {
    expect(parseCampaignIds("1-10000").ids).toHaveLength(10_000);
  });
});
