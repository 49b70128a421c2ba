import { expect, test } from "vitest";
import { defaultView, parseView, type ViewState, withView } from "./view-state.ts";

test("a URL restores the view, and leaves other parameters alone", () => {
  const view: ViewState = {
    search: "车 & <b>",
    states: ["running", "completed"],
    attentionOnly: true,
    sort: "end",
    descending: true,
  };
  const query = withView("lang=zh-CN&q=old", view);
  expect(parseView(query)).toEqual(view);
  expect(new URLSearchParams(query).get("lang")).toBe("zh-CN");
});

test("the default view needs no parameters", () => {
  expect(withView("?q=x&state=running&attention=1&sort=-name&tz=UTC", defaultView)).toBe("tz=UTC");
  expect(parseView("")).toEqual(defaultView);
});

test("what is not understood counts as not given", () => {
  expect(parseView("?state=flying,completed&sort=-colour&attention=yes")).toEqual({
    ...defaultView,
    states: ["completed"],
  });
});
