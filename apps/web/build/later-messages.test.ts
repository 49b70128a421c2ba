import { expect, test } from "vitest";
import { isLater } from "./later-messages.ts";
import { readCatalogue } from "./messages-plugin.ts";

test("the words of the board itself come first, those of parts that are fetched later do not", () => {
  expect(["toolbar.search", "state.running", "forecast.eta", "campaign.requestId"].filter(isLater)).toEqual(
    [],
  );
  expect(isLater("chart.title")).toBe(true);
});

test("a good part of the words can wait", () => {
  const ids = Object.keys(readCatalogue("en"));
  expect(ids.filter(isLater).length).toBeGreaterThan(ids.length / 4);
});
