import { once } from "node:events";
import { createServer } from "node:net";
import { type RunningSimulator, startHttpStub, startSimulator } from "@cruiseboard/testing";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { type Examination, examine } from "../../src/cli/doctor/examine.ts";
import { type Finding, findingInWords } from "../../src/cli/doctor/finding.ts";
import { builtPage } from "./built-page.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const secretKey = "Zq7TopSecretKeyOfThisTest4f1";
const tokenSecret = "Zq7TopSecretOfTheTokensOfThisTest";

export async function collected(examination: Examination): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of examine(examination)) findings.push(finding);
  return findings;
}

export const wrong = (findings: readonly Finding[]) => findings.filter(({ mark }) => mark === "bad");

/** A sound installation with a simulator, for the tests of a file: each spoils something. */
export function soundInstallation() {
  let simulator: RunningSimulator;
  beforeAll(async () => {
    simulator = await startSimulator({ campaigns: 3, secretKey });
  });
  afterAll(() => simulator.stop());

  const soundEnvironment = (): Record<string, string> => ({
    PORT: "0",
    DATA_DIR: temporaryFolder(),
    CCC_ENDPOINT: simulator.url,
    TENCENTCLOUD_SECRET_ID: simulator.secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
    EMBED_JWT_SECRET: tokenSecret,
    EMBED_PARENT_ORIGINS: "https://portal.example.com",
    METRICS_TOKEN: "Zq7TopSecretOfTheMetrics",
  });

  async function findingsWith(
    changes: Record<string, string>,
    campaign: { sdkAppId: number; campaignId: number } | null = null,
  ): Promise<readonly Finding[]> {
    const environment = { ...soundEnvironment(), ...changes };
    const findings = await collected({ environment, campaign, pageFolder: builtPage() });
    // Whatever is wrong, nothing secret is said of it.
    expect(findings.map(findingInWords).join("\n")).not.toMatch(/Zq7|Signature=/);
    return findings;
  }

  return {
    get simulator() {
      return simulator;
    },
    soundEnvironment,
    findingsWith,
    /** The findings of one subject, in words. */
    async said(subject: string, changes: Record<string, string>): Promise<string> {
      const findings = await findingsWith(changes);
      return findings
        .filter((finding) => finding.subject === subject)
        .map(findingInWords)
        .join("\n");
    },
    async faulty(fault: Parameters<RunningSimulator["control"]["addFault"]>[0]): Promise<void> {
      onTestFinished(() => simulator.control.clearFaults());
      await simulator.control.addFault(fault);
    },
  };
}

export async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return String(port);
}

/** A server that answers everything with this JSON; `origin`: its own. */
export async function answering(answer: (origin: string) => unknown): Promise<string> {
  const stub = await startHttpStub(({ headers }, response) => {
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify(answer(`http://${headers.host}`)));
  });
  onTestFinished(() => stub.stop());
  return stub.url;
}
