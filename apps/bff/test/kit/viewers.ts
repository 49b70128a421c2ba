import { type CryptoKey, generateKeyPair } from "jose";
import { mintToken, secondsFrom, type TokenOptions } from "./mint-token.ts";

type Claim = Readonly<Record<string, unknown>>;
interface Clock {
  now(): number;
}

const team = "*@team-a.example.com";
/** Claims of those who are let in. */
export const claims = {
  "empty scope": { role: "viewer", sdkAppIds: [], agents: [] },
  "an application": { role: "viewer", sdkAppIds: [1], agents: null },
  "an agent glob": { role: "viewer", sdkAppIds: null, agents: [team] },
  "an application and an agent glob": { role: "viewer", sdkAppIds: [1], agents: [team] },
  "a viewer of everything": { role: "viewer", sdkAppIds: null, agents: null },
  "a manager of everything": { role: "manager", sdkAppIds: null, agents: null },
  "a manager of an application": { role: "manager", sdkAppIds: [1], agents: null },
  "a manager of an agent glob": { role: "manager", sdkAppIds: null, agents: [team] },
} as const;

/** Headers with one fault each. */
export async function invalidCredentials(clock: Clock): Promise<Record<string, Record<string, string>>> {
  const mint = (changes: Claim, options?: TokenOptions) =>
    mintToken({ ...whole(clock), ...changes }, options);
  const { privateKey }: { privateKey: CryptoKey } = await generateKeyPair("RS256");
  const [, payload] = (await mint({})).split(".");
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
  const tokens = {
    expired: await mint({ exp: secondsFrom(clock, -61) }),
    "signed with another key": await mint({}, { key: new TextEncoder().encode("another-key".repeat(4)) }),
    "for another audience": await mint({ aud: "payroll" }),
    "of no algorithm": `${none}.${payload}.`,
    "of the other kind of key": await mint({}, { alg: "RS256", key: privateKey }),
    "with a claim that is none": await mint({ cruiseboard: { role: "root" } }),
    "that is no token": "eyJ.eyJ.sig",
  };
  const headers = Object.entries(tokens).map(([name, token]) => [name, { authorization: `Bearer ${token}` }]);
  return {
    "without any token": {},
    ...(Object.fromEntries(headers) as Record<string, { authorization: string }>),
  };
}

/** The headers of somebody with this claim. */
export async function headersOf(
  clock: Clock,
  claim: Claim | undefined,
  sub = "u-1",
): Promise<Record<string, string>> {
  const token = await mintToken({ ...whole(clock), sub, cruiseboard: claim });
  return { authorization: `Bearer ${token}` };
}

function whole(clock: Clock): Claim {
  return {
    sub: "u-1",
    aud: "cruiseboard",
    exp: secondsFrom(clock, 300),
    cruiseboard: claims["a manager of everything"],
  };
}
