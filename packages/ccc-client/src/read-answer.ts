import { z } from "zod";
import { CccError, isClientFault, type ResponseHead } from "./ccc-error.ts";
import type { CccCredentials } from "./sign-tc3.ts";

/** The last second of a Date. */
const lastSecond = 8.64e12;

export const text = known(z.string());
export const integer = known(z.int());
export const count = known(z.int().nonnegative());
/** From seconds to milliseconds. */
export const instant = known(z.int().nonnegative().max(lastSecond)).transform((seconds) =>
  seconds === null ? null : seconds * 1000,
);

/** null and absence become null; another type is an error. */
function known<Schema extends z.ZodType<string | number>>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null);
}

/** What all answers have. */
interface Facts {
  readonly requestId: string | null;
}

/** One of the upstream's actions. */
export interface Action<Target, Read extends Facts> {
  readonly action: string;
  readonly bodyOf: (target: Target) => object;
  readonly schema: z.ZodType<Read>;
  readonly longestAnswer: number;
}

const envelopeSchema = z.object({ Response: z.looseObject({}) });
const requestIdSchema = z.object({ RequestId: text }).catch({ RequestId: null });
/** A code of the client's own would be taken for its fault: as "aborted", the failure would not be recorded. */
const code = z
  .string()
  .min(1)
  .max(200)
  .refine((said) => !isClientFault(said), "a code of the client");
const errorSchema = z.object({ Code: code, Message: text });

function malformed(reason: string, requestId: string | null = null) {
  return { kind: "malformed" as const, reason, requestId };
}

export function readReply<Read extends Facts>(json: unknown, schema: z.ZodType<Read>) {
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return malformed("no Response object");
  const response = envelope.data.Response;
  const requestId = requestIdSchema.parse(response).RequestId;
  if (response["Error"] != null) {
    const error = errorSchema.safeParse(response["Error"]);
    if (!error.success) return malformed(faultOf("Response.Error", error.error), requestId);
    return { kind: "refused" as const, code: error.data.Code, message: error.data.Message ?? "", requestId };
  }
  const facts = schema.safeParse(response);
  if (!facts.success) return malformed(faultOf("Response", facts.error), requestId);
  return { kind: "facts" as const, facts: facts.data };
}

const mostFaultsNamed = 5;

/** Names fields and types, never values. */
function faultOf(parent: string, error: z.ZodError): string {
  const named = error.issues.slice(0, mostFaultsNamed);
  return named.map((issue) => `${[parent, ...issue.path].join(".")}: ${issue.message}`).join("; ");
}

/** Longer than any RequestId or media type. */
const longestLabel = 100;

/** @throws CccError: the upstream's for an error envelope of any status, BadResponse for any other invalid answer. */
export function readAnswer<Read extends Facts>(
  reply: { readonly contentType: string | null; readonly body: Buffer },
  head: ResponseHead,
  schema: z.ZodType<Read>,
  redact: (text: string) => string,
) {
  const content = readBody(reply.body, schema);
  if (content.kind === "facts" && head.httpStatus === 200) {
    return { facts: content.facts, serverDate: head.serverDate };
  }
  const label = (text: string | null) => (text === null ? null : redact(text).slice(0, longestLabel));
  const requestId = label(content.kind === "facts" ? content.facts.requestId : content.requestId);
  const facts = { ...head, requestId };
  if (content.kind === "refused") throw new CccError(redact(content.code), redact(content.message), facts);
  const reason = content.kind === "facts" ? "an answer under a wrong status" : content.reason;
  const type = label(reply.contentType) ?? "no content type";
  throw new CccError("ClientError.BadResponse", `HTTP ${head.httpStatus} (${type}): ${reason}`, facts);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function readBody<Read extends Facts>(body: Buffer, schema: z.ZodType<Read>) {
  if (body.length === 0) return malformed("empty body");
  try {
    return readReply(JSON.parse(utf8.decode(body)), schema);
  } catch {
    return malformed(`${body.length} bytes that are no JSON`);
  }
}

/** Removes credentials and signatures from text of the upstream: a broken proxy may echo the request. */
export function createRedaction({ secretKey, sessionToken }: CccCredentials): (text: string) => string {
  const secrets = [secretKey, sessionToken].filter((secret) => secret !== undefined);
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text)
      .replace(/TC3-HMAC-SHA256\s+Credential=.*?Signature=\w*/gs, "[redacted]")
      .replace(/Signature=\w+/g, "Signature=[redacted]");
}
