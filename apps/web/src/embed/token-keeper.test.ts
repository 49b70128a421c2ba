import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { createTokenKeeper } from "./token-keeper.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const minute = 60_000;

/** A portal that mints tokens of so many seconds, named 1, 2, 3, … in their signature. */
function setUp({ lifeSeconds = 100 } = {}) {
  const clock = createFakeClock(start);
  let minted = 0;
  let others = 0;
  let portal: "gives" | "fails" | "hangs" = "gives";
  let subject = "anna";
  let asked = 0;
  let online = true;
  const keeper = createTokenKeeper({
    async fetchToken() {
      asked += 1;
      if (portal === "fails") throw new Error("no");
      if (portal === "hangs") return new Promise<string>(() => {});
      minted += 1;
      const iat = Math.floor(clock.now() / 1000);
      const claims = JSON.stringify({ sub: subject, iat, exp: iat + lifeSeconds });
      return `e30.${Buffer.from(claims).toString("base64url")}.${minted}`;
    },
    now: clock.now,
    after(milliseconds, run) {
      const timer = clock.setTimeout(run, milliseconds);
      return () => clock.clearTimeout(timer);
    },
    random: () => 0.5,
    isOnline: () => online,
    onOtherViewer: () => (others += 1),
  });
  /** The number of the token that a call would carry. */
  const used = async () => (await keeper.token())?.split(".")[2];
  return {
    clock,
    keeper,
    used,
    asked: () => asked,
    others: () => others,
    portalNow: (mood: typeof portal) => (portal = mood),
    cutNetwork: () => (online = false),
    signInAs: (name: string) => (subject = name),
  };
}

/** What a call comes to that waits while time passes. */
async function outcome(call: Promise<unknown>, pass: () => Promise<void>): Promise<unknown> {
  const settled = call.then(
    (value) => value,
    (error: unknown) => error,
  );
  await pass();
  return settled;
}

describe("before the portal has spoken", () => {
  it("calls wait, and get the first token", async () => {
    const { clock, keeper, used } = setUp();
    const call = used();
    await clock.advance(5000);
    expect(keeper.access()).toBe("waiting");
    keeper.start(true);
    expect(await call).toBe("1");
    expect(keeper.access()).toBe("held");
  });

  it("calls fail in the end, so that the page can say so", async () => {
    const { clock, keeper } = setUp();
    expect(await outcome(keeper.token(), () => clock.advance(10_000))).toMatchObject({
      code: "unauthenticated",
      status: 401,
    });
  });

  it("calls fail as any other where there is no network", async () => {
    const { clock, keeper, cutNetwork } = setUp();
    cutNetwork();
    expect(await outcome(keeper.token(), () => clock.advance(10_000))).toMatchObject({
      code: "network",
      status: null,
    });
  });

  it("a portal without tokens lets every call go", async () => {
    const { keeper, asked } = setUp();
    const call = keeper.token();
    keeper.start(false);
    expect(await call).toBeNull();
    expect(await keeper.token()).toBeNull();
    expect([keeper.access(), keeper.usesTokens(), asked()]).toEqual(["open", false, 0]);
  });
});

describe("renewal", () => {
  it("comes at four fifths of a life, again and again, and calls never wait for it", async () => {
    const { clock, keeper, used, asked } = setUp();
    keeper.start(true);
    await clock.advance(79_000);
    expect(await used()).toBe("1");
    await clock.advance(1000);
    expect(await used()).toBe("2");
    await clock.advance(80_000);
    expect(await used()).toBe("3");
    await clock.advance(80_000);
    expect(await used()).toBe("4");
    expect(asked()).toBe(4);
  });

  it("is asked for once, however many call", async () => {
    const { clock, keeper, used, asked } = setUp();
    keeper.start(true);
    keeper.start(true);
    keeper.wake();
    expect(await Promise.all([used(), used(), used()])).toEqual(["1", "1", "1"]);
    await clock.advance(0);
    expect(asked()).toBe(1);
  });

  it("that fails is tried again at growing pauses, while the present token still serves", async () => {
    const { clock, keeper, used, asked, portalNow } = setUp();
    keeper.start(true);
    await clock.advance(70_000);
    portalNow("fails");
    await clock.advance(10_000 + 1000 + 2000 + 4000);
    expect(asked()).toBe(1 + 4);
    expect(await used()).toBe("1");
    expect(keeper.access()).toBe("held");
    portalNow("gives");
    await clock.advance(8000);
    expect(await used()).toBe("2");
  });

  it("that fails past the expiry makes calls wait, then fail; the pauses are bounded", async () => {
    const { clock, keeper, used, asked, portalNow } = setUp();
    keeper.start(true);
    await clock.advance(1000);
    portalNow("fails");
    await clock.advance(10 * minute);
    expect(keeper.access()).toBe("refused");
    const before = asked();
    await clock.advance(10 * minute);
    expect(asked() - before).toBe(20);
    expect(await outcome(used(), () => clock.advance(10_000))).toMatchObject({ status: 401 });
    portalNow("gives");
    keeper.wake();
    expect(await used()).toBe("2");
  });

  it("is made up for at once after a sleep, by waking or by the next call", async () => {
    for (const wake of [true, false]) {
      const { clock, keeper, used } = setUp();
      keeper.start(true);
      await clock.advance(1000);
      // The machine sleeps: the wall clock goes on, and timers do not.
      clock.step(60 * minute);
      if (wake) keeper.wake();
      expect(await used()).toBe("2");
    }
  });

  it("is made up for at once when the network is back", async () => {
    const { clock, keeper, used, portalNow } = setUp();
    keeper.start(true);
    await clock.advance(1000);
    portalNow("fails");
    await clock.advance(5 * minute);
    portalNow("gives");
    keeper.wake();
    expect(await used()).toBe("2");
  });

  it("reaches over months without a timer that overflows", async () => {
    const { clock, keeper, used } = setUp({ lifeSeconds: 90 * 86_400 });
    keeper.start(true);
    await clock.advance(3 * 86_400_000);
    expect(await used()).toBe("1");
  });
});

describe("a token that the server refuses", () => {
  it("is replaced at once, and only once for all calls that carried it", async () => {
    const { clock, keeper, asked } = setUp();
    keeper.start(true);
    const refused = (await keeper.token()) ?? "";
    const replaced = Promise.all([keeper.replace(refused), keeper.replace(refused)]);
    await clock.advance(0);
    const [one, other] = await replaced;
    expect(one).not.toBe(refused);
    expect(other).toBe(one);
    expect(await keeper.replace(refused)).toBe(one);
    expect(asked()).toBe(2);
  });

  it("time and again does not become a storm on the portal", async () => {
    const { clock, keeper, asked } = setUp({ lifeSeconds: 3600 });
    keeper.start(true);
    await clock.advance(0);
    for (let poll = 0; poll < 60; poll += 1) {
      const call = keeper.token().then((token) => token && keeper.replace(token));
      call.catch(() => {});
      await clock.advance(10_000);
    }
    expect(asked()).toBeGreaterThan(5);
    expect(asked()).toBeLessThan(30);
    expect(keeper.access()).toBe("refused");
  });
});

describe("the viewer", () => {
  it("is distinguished from the one before", async () => {
    const { clock, keeper, others, signInAs } = setUp();
    keeper.start(true);
    await clock.advance(80_000);
    expect(others()).toBe(0);
    signInAs("bert");
    await clock.advance(80_000);
    expect(others()).toBe(1);
  });

  it("and listeners are called on every change", async () => {
    const { clock, keeper, portalNow } = setUp();
    const heard: string[] = [];
    const stop = keeper.subscribe(() => heard.push(keeper.access()));
    portalNow("fails");
    keeper.start(true);
    await clock.advance(0);
    portalNow("gives");
    await clock.advance(1000);
    stop();
    await clock.advance(80_000);
    expect(heard.at(0)).toBe("waiting");
    expect(heard).toContain("refused");
    expect(heard.at(-1)).toBe("held");
  });
});
