import { CccError } from "@cruiseboard/ccc-client";
import { describe, expect, it } from "vitest";
import { classifyError } from "./observe-campaign.ts";

describe("classifyError", () => {
  it.each([
    ["RequestLimitExceeded", "throttled"],
    ["RequestLimitExceeded.GlobalRegionUinLimitExceeded", "throttled"],
    ["AuthFailure.SignatureExpire", "clock"],
    ["AuthFailure.SecretIdNotFound", "credentials"],
    ["AuthFailure.UnauthorizedOperation", "permission"],
    ["UnauthorizedOperation.SomethingNew", "permission"],
    ["InvalidParameterValue", "notFound"],
    ["InvalidParameter", "notFound"],
    ["ResourceNotFound.Campaign", "notFound"],
    ["MissingParameter", "defect"],
    ["NoSuchVersion", "defect"],
    ["InternalError.DBError", "upstream"],
    ["SomethingNobodyKnows", "upstream"],
  ] as const)("takes %s as %s", (code, fault) => {
    expect(classifyError(new CccError(code, "any words"))).toBe(fault);
  });

  it("tells broken hops, ourselves and our own faults apart", () => {
    expect(classifyError(new CccError("ClientError.Network", "reset"))).toBe("transport");
    expect(classifyError(new CccError("ClientError.Timeout", "late"))).toBe("transport");
    expect(classifyError(new CccError("ClientError.BadResponse", "html"))).toBe("transport");
    expect(classifyError(new CccError("ClientError.Aborted", "stop"))).toBe("aborted");
    expect(classifyError(new TypeError("ours"))).toBe("defect");
  });
});
