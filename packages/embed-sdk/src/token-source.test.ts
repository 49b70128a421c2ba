import { describe, expect, it } from "vitest";
import { createTokenSource } from "./embed.ts";

describe("the token source", () => {
  it("asks at once, so that the first token is there when it is wanted", async () => {
    let asked = 0;
    const source = createTokenSource(async () => `token ${(asked += 1)}`);
    expect(asked).toBe(1);
    expect(await source()).toBe("token 1");
    expect(await source()).toBe("token 2");
  });

  it("asks once for all who want one at the same time", async () => {
    let asked = 0;
    const source = createTokenSource(async () => `token ${(asked += 1)}`);
    await source();
    expect(await Promise.all([source(), source(), source()])).toEqual(["token 2", "token 2", "token 2"]);
    expect(asked).toBe(2);
  });

  it("passes a failure on to the caller, and asks again the next time", async () => {
    let asked = 0;
    const source = createTokenSource(() => {
      asked += 1;
      if (asked < 3) throw new Error(`failure ${asked}`);
      return "token";
    });
    await expect(source()).rejects.toThrow("failure 1");
    await expect(source()).rejects.toThrow("failure 2");
    expect(await source()).toBe("token");
  });

  it.each([undefined, null, "", 7, {}])("takes %j for no token", async (answer: unknown) => {
    const source = createTokenSource(() => answer as string);
    await expect(source()).rejects.toThrow("answered no token");
  });
});
