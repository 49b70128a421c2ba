import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { startSimulator } from "./start-simulator.ts";

it("starts the simulator, steers it and leaves nothing running", async () => {
  const simulator = await startSimulator({ campaigns: 5, seed: 7, speed: 0 });
  try {
    const world = await simulator.control.world();
    expect(world).toMatchObject({ sdkAppId: 1400000000, seed: 7, speed: 0 });
    expect(world.campaigns.map(({ campaignId }) => campaignId)).toEqual([2569, 2570, 2571, 2572, 2573]);

    await simulator.control.overrideCampaign(2570, { State: 7 });
    const added = await simulator.control.addCampaign({ total: 10, ratePerMinute: 60, lastsSeconds: 600 });
    expect(added.campaignId).toBe(2574);
    const moved = await simulator.control.setClock({ advanceMs: 60_000 });
    expect(Date.parse(moved.now) - Date.parse(world.now)).toBe(60_000);
    expect((await simulator.control.world()).campaigns[1]?.answer["State"]).toBe(7);

    await expect(simulator.control.addFault({ kind: "hang", ratio: 2 })).rejects.toThrow("HTTP 400");
    expect((await simulator.control.stats()).requests).toBe(0);
  } finally {
    await simulator.stop();
    await simulator.stop();
  }
  await expect(fetch(simulator.url)).rejects.toThrow("fetch failed");
});

it("ends with the process that started it, even when that is killed", async () => {
  const starter = spawn(process.execPath, [
    "--input-type=module-typescript",
    "--eval",
    `import { startSimulator } from ${JSON.stringify(new URL("./start-simulator.ts", import.meta.url).href)};
     const { url } = await startSimulator({ campaigns: 1 });
     process.stdout.write(url + "\\n");`,
  ]);
  const printed: unknown[] = await once(starter.stdout, "data");
  const { hostname, port } = new URL(String(printed[0]).trim());
  const line = connect(Number(port), hostname);
  await once(line, "connect");
  const closed = new Promise((resolve) => line.once("close", resolve));
  // A connection may end by a reset.
  line.on("error", () => undefined).resume();
  starter.kill("SIGKILL");
  await closed;
  await expect(fetch(`http://${hostname}:${port}`)).rejects.toThrow("fetch failed");
});

it("reports the simulator's output if it does not start", async () => {
  await expect(startSimulator({ campaigns: -1 })).rejects.toThrow(/did not start[^]*campaigns/);
});
