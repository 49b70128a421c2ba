import { describe, expect, it } from "vitest";
import { BadArguments, parseSimulatorArguments } from "./simulator-arguments.ts";

const secrets = { SIMULATOR_SECRET_ID: "id", SIMULATOR_SECRET_KEY: "key" };

function faultsOf(argv: string[], environment: NodeJS.ProcessEnv = {}): string {
  try {
    parseSimulatorArguments(argv, environment);
    return "none";
  } catch (error) {
    if (error instanceof BadArguments) return error.message;
    throw error;
  }
}

describe("parseSimulatorArguments", () => {
  it("fills in defaults", () => {
    const argv = ["--port", "0", "--secret-id", "id", "--secret-key", "key", "--campaigns", "60"];
    expect(parseSimulatorArguments(argv, {})).toEqual({
      port: 0,
      host: "127.0.0.1",
      secretId: "id",
      secretKey: "key",
      otherKeys: [],
      campaigns: 60,
      seed: 1,
      speed: 1,
      "sdk-app-id": 1_400_000_000,
      "requests-per-second": 20,
    });
  });

  it("takes secrets from the environment, unless the command line has them", () => {
    const argv = [
      "--port=8090",
      "--campaigns=8",
      "--secret-id=mine",
      "--speed=0.5",
      "--epoch=2026-11-22T09:00:00Z",
    ];
    const environment = { ...secrets, SIMULATOR_SESSION_TOKEN: "token" };
    expect(parseSimulatorArguments(argv, environment)).toMatchObject({
      port: 8090,
      secretId: "mine",
      secretKey: "key",
      "session-token": "token",
      speed: 0.5,
      epoch: Date.UTC(2026, 10, 22, 9),
    });
  });

  it("takes several keys, each with its id", () => {
    const argv = ["--port=1", "--campaigns=1", "--secret-id=one", "--secret-key=first", "--secret-id=two"];
    expect(parseSimulatorArguments([...argv, "--secret-key=second"], {})).toMatchObject({
      secretId: "one",
      secretKey: "first",
      otherKeys: [{ secretId: "two", secretKey: "second" }],
    });
    expect(faultsOf(argv)).toBe("--secret-key: one for each --secret-id");
  });

  it("names every fault at once, and no value", () => {
    const argv = [
      "--port",
      "70000",
      "--campaigns",
      "many",
      "--sped",
      "2",
      "--secret-key",
      "hidden",
      "--host",
      "",
    ];
    const faults = faultsOf(argv);
    for (const name of ["--port", "--campaigns", "--sped", "--secret-id: missing", "--host"]) {
      expect(faults).toContain(name);
    }
    expect(faults).not.toContain("hidden");
    expect(faults).not.toContain("--secret-key");
  });

  it.each(["", " ", "1e9", "-1", "0x50", "8090.5"])("refuses the port %j", (port) => {
    expect(faultsOf(["--port", port, "--campaigns", "1"], secrets)).toMatch(/^--port: /);
  });
});
