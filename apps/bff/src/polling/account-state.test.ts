import type { UpstreamState } from "@cruiseboard/contract";
import { describe, expect, it } from "vitest";
import { type AccountState, upstreamOfAccounts } from "./account-state.ts";

const well: UpstreamState = {
  status: "ok",
  budgetPerSecond: 20,
  usedPerSecond: 18.1,
  clockSkewMs: 0,
  staleAfterMs: 60_000,
  message: null,
};
const accountWith = (
  name: string,
  sdkAppIds: number[],
  change: Partial<UpstreamState> = {},
): AccountState => ({
  name,
  sdkAppIds: new Set(sdkAppIds),
  leads: true,
  upstream: { ...well, ...change },
});
const everyApplication = () => true;

describe("the upstream of an only account", () => {
  it("is told to everybody, and its name to nobody", () => {
    const only = { ...accountWith("default", []), sdkAppIds: null };
    expect(upstreamOfAccounts([only], () => false)).toEqual(well);
  });
});

describe("the upstream of several accounts", () => {
  it("is their sum, and each by its name", () => {
    const accounts = [accountWith("retail", [1, 2], { usedPerSecond: 0.2 }), accountWith("service", [3])];
    const upstream = upstreamOfAccounts(accounts, everyApplication);
    expect(upstream).toMatchObject({ status: "ok", budgetPerSecond: 40, usedPerSecond: 18.3, message: null });
    expect(upstream.accounts).toEqual([
      { name: "retail", ...well, usedPerSecond: 0.2, sdkAppIds: [1, 2] },
      { name: "service", ...well, sdkAppIds: [3] },
    ]);
  });

  it("is as bad as the worst of them, says whose words it repeats, and how far clocks are apart at most", () => {
    const accounts = [
      accountWith("retail", [1], { status: "throttled", clockSkewMs: -61_000 }),
      accountWith("service", [2], {
        status: "credentialsRejected",
        message: "AuthFailure: no",
        clockSkewMs: 2000,
      }),
      accountWith("care", [3], {
        status: "unreachable",
        message: "ClientError.Network: gone",
        clockSkewMs: null,
      }),
      accountWith("calm", [4]),
    ];
    expect(upstreamOfAccounts(accounts, everyApplication)).toMatchObject({
      status: "credentialsRejected",
      clockSkewMs: -61_000,
      message:
        "Account retail: throttled; Account service: AuthFailure: no; Account care: ClientError.Network: gone",
    });
  });

  it("has nothing of those whose applications are out of scope", () => {
    const accounts = [
      accountWith("retail", [1, 2]),
      accountWith("secret", [3], { status: "unreachable", message: "ClientError.Network: gone" }),
    ];
    const upstream = upstreamOfAccounts(accounts, (sdkAppId) => sdkAppId === 2);
    expect(upstream).toEqual({ ...well, accounts: [{ name: "retail", ...well, sdkAppIds: [2] }] });
    expect(upstreamOfAccounts(accounts, () => false)).toEqual({
      status: "ok",
      budgetPerSecond: 0,
      usedPerSecond: 0,
      clockSkewMs: null,
      message: null,
      staleAfterMs: 60_000,
      accounts: [],
    });
  });
});
