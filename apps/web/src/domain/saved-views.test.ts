import { expect, test } from "vitest";
import { parseSavedViews, withSavedView } from "./saved-views.ts";

const south = { name: "South", query: "q=south" };

test("a view is kept under its name, in the order of names, and replaces one of that name", () => {
  const views = withSavedView([south], { name: " North 10 ", query: "a" }, "en");
  expect(withSavedView(views, { name: "North 9", query: "b" }, "en").map(({ name }) => name)).toEqual([
    "North 9",
    "North 10",
    "South",
  ]);
  expect(withSavedView([south], { name: "South", query: "c" }, "en")).toEqual([
    { name: "South", query: "c" },
  ]);
});

test.each([
  null,
  "",
  "{",
  "7",
  '{"name":"x"}',
  '[null, 3, {"name":"x"}, {"name":" ","query":"q"}, {"name":1,"query":"q"}]',
])("of what is no saved view nothing is taken: %j", (text) => {
  expect(parseSavedViews(text)).toEqual([]);
});

test("what was kept comes back", () => {
  expect(parseSavedViews(JSON.stringify([south, "?"]))).toEqual([south]);
});
