import { createHash } from "node:crypto";
import { attentionKinds } from "@cruiseboard/contract";
import { z } from "zod";
import { commaList, type EnvironmentReader } from "./environment.ts";

const webhookFormats = ["generic", "wecom", "dingtalk", "slack"] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

export type WebhookReceiver = NonNullable<ReturnType<typeof readReceiver>>;

export type WebhookConfig = ReturnType<typeof readWebhookConfig>;

const schema = z.object({
  WEBHOOK_LANG: z.enum(["en", "zh-CN"], "must be en or zh-CN").default("en"),
  WEBHOOK_KINDS: commaList(z.enum(attentionKinds, `must be some of ${attentionKinds.join(", ")}`), 1).default(
    [...attentionKinds],
  ),
  WEBHOOK_EVENTS: commaList(
    z.enum(["began", "ended"], "must be began, ended or both, separated by a comma"),
    1,
  ).default(["began"]),
  WEBHOOK_TIME_ZONE: z
    .string()
    .refine(isTimeZone, "must be a time zone's name, such as Asia/Shanghai")
    .nullable()
    .default(null),
});

export function readWebhookConfig(reader: EnvironmentReader, publicUrl: URL | null) {
  const values = reader.variables(schema);
  const secret = reader.secret("WEBHOOK_SECRET") ?? null;
  if (isShortKey(secret)) reader.problems.push(`WEBHOOK_SECRET ${tooShort}`);
  // Spaces are allowed around commas, but not in secrets.
  const compact = reader.given["WEBHOOK_URLS"]?.replaceAll(/\s*,\s*/g, ",").trim();
  const urls = reader.secret("WEBHOOK_URLS", 0, compact) ?? "";
  return {
    receivers: readReceivers(urls, secret, reader.problems),
    language: values.WEBHOOK_LANG,
    kinds: new Set(values.WEBHOOK_KINDS),
    events: new Set(values.WEBHOOK_EVENTS),
    /** IANA name; null: this machine's. */
    timeZone: values.WEBHOOK_TIME_ZONE,
    /** For links; null: none. */
    publicUrl,
  };
}

function readReceivers(urls: string, secret: string | null, problems: string[]): WebhookReceiver[] {
  const receivers: WebhookReceiver[] = [];
  for (const [index, entry] of commaList(z.string()).parse(urls).entries()) {
    const receiver = readReceiver(entry, index + 1, secret);
    if (receiver === null)
      problems.push(
        `WEBHOOK_URLS entry ${index + 1} must be ${webhookFormats.join("=, ")}=, followed by an http or https URL without a user`,
      );
    else if (receiver.secret !== secret && isShortKey(receiver.secret))
      problems.push(`WEBHOOK_URLS entry ${index + 1} has a secret of its own, which ${tooShort}`);
    else if (receivers.some(({ id }) => id === receiver.id))
      problems.push(`WEBHOOK_URLS entry ${index + 1} is listed twice`);
    else receivers.push(receiver);
  }
  return receivers;
}

/** The minimum of standardwebhooks.com. */
const leastKeyBytes = 24;
const tooShort = `must have at least ${leastKeyBytes} bytes, behind whsec_ in base64`;

function isShortKey(secret: string | null): boolean {
  return secret !== null && keyOf(secret).length < leastKeyBytes;
}

/** Base64 behind `whsec_` as in standardwebhooks.com; any other text is the key itself. */
export function keyOf(secret: string): Buffer {
  const prefix = "whsec_";
  return secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), "base64") : Buffer.from(secret);
}

/** `format=URL#SECRET`: the fragment, which is never sent, is the receiver's own secret. */
function readReceiver(entry: string, place: number, secret: string | null) {
  const [, name, plain = "", own] = /^([^=]*)=([^#]*)#?(.*)$/s.exec(entry) ?? [];
  const format = webhookFormats.find((known) => known === name);
  if (!format || !/^https?:\/\//.test(plain) || !URL.canParse(plain)) return null;
  const url = new URL(plain);
  if (url.username || url.password) return null;
  const id = createHash("sha256").update(`${format} ${url.href}`).digest("base64url").slice(0, 16);
  return {
    id,
    /** For the log. */
    name: `${format} ${place}`,
    format,
    /** A secret: it allows to post to the chat. */
    url,
    /** null: messages are not signed. */
    secret: own || secret,
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
