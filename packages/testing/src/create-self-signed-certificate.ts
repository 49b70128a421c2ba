import { generateKeyPairSync, sign } from "node:crypto";

/** ASN.1 tags. */
const tag = { integer: 0x02, bits: 0x03, oid: 0x06, utf8: 0x0c, time: 0x17, sequence: 0x30, set: 0x31 };
const version3 = 0xa0;

const ecdsaWithSha256 = Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);
const commonName = Buffer.from([0x55, 0x04, 0x03]);

/** A new certificate that no client trusts, as PEM. */
export function createSelfSignedCertificate(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(tag.sequence, der(tag.oid, ecdsaWithSha256));
  const name = der(
    tag.sequence,
    der(tag.set, der(tag.sequence, der(tag.oid, commonName), der(tag.utf8, Buffer.from("self-signed")))),
  );
  const body = der(
    tag.sequence,
    der(version3, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, Buffer.from([1])),
    algorithm,
    name,
    der(tag.sequence, time("200101000000Z"), time("491231000000Z")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = der(tag.sequence, body, algorithm, der(tag.bits, Buffer.from([0]), signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`,
  };
}

function time(utc: string): Buffer {
  return der(tag.time, Buffer.from(utc));
}

function der(kind: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([kind]), lengthOf(content.length), content]);
}

/** One byte below 128, else two bytes; nothing here is longer. */
function lengthOf(length: number): Buffer {
  return length < 128 ? Buffer.from([length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}
