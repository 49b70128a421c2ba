import { expect, test } from "vitest";
import { campaignFixture } from "../../domain/campaign-fixture.ts";
import { campaignsCsv } from "./selection-bar.tsx";

test("a table that a spreadsheet opens, in which a name is text whatever it looks like", () => {
  const csv = campaignsCsv([
    campaignFixture({
      name: '=1+1, "quoted"',
      label: "南区",
      calledCallees: null,
      endTime: null,
      agentStatus: {
        status: "onBreak",
        reason: "-lunch",
        since: null,
        observedAt: "2026-11-22T05:00:00.000Z",
      },
    }),
  ]);
  const [head, row, end] = csv.split("\r\n");
  expect(head).toMatch(/^\uFEFFsdkAppId,campaignId,label,name,/);
  expect(row).toBe(
    `1400000000,2569,南区,"'=1+1, ""quoted""",foo@example.com,running,1,2026-11-22T01:00:00.000Z,,,900,3,random,,,,,,,,,,2026-11-22T05:00:00.000Z,live,3c140219-cfe9-470e-b241-907877d6fb03,,onBreak,"'-lunch",`,
  );
  expect(end).toBe("");
});
