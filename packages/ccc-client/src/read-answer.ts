import { CccApiError, CccResponseError } from "./ccc-error.ts";
import {
  type CampaignFacts,
  type CampaignReply,
  readCampaignReply,
} from "./describe-agent-cruise-dialing-campaign.ts";
import type { HttpReply } from "./exchange.ts";
import type { ResponseHead } from "./pending-call.ts";

export interface CccAnswer {
  readonly facts: CampaignFacts;
  /** The response's Date header in epoch milliseconds, precise to a second; null when there was none. */
  readonly serverDate: number | null;
}

/** Longer than any RequestId or media type; what is longer comes from a broken hop. */
const longestLabel = 100;

/**
 * Makes an answer of a whole HTTP reply.
 * @param redact takes secrets out of whatever an error quotes from the reply.
 * @throws CccApiError for an error envelope under any status, CccResponseError for whatever else is no answer.
 */
export function readAnswer(
  reply: HttpReply,
  head: ResponseHead,
  redact: (text: string) => string,
): CccAnswer {
  const content = readReply(reply.body);
  if (content.kind === "facts" && reply.httpStatus === 200) {
    return { facts: content.facts, serverDate: head.serverDate };
  }
  const label = (text: string | null) => (text === null ? null : redact(text).slice(0, longestLabel));
  const requestId = label(content.kind === "facts" ? content.facts.requestId : content.requestId);
  const facts = { ...head, requestId };
  if (content.kind === "refused") throw new CccApiError(redact(content.code), redact(content.message), facts);
  const reason = content.kind === "facts" ? "a campaign under a wrong status" : content.reason;
  const type = label(reply.contentType) ?? "no content type";
  throw new CccResponseError(`HTTP ${reply.httpStatus} (${type}): ${reason}`, facts);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function readReply(body: Buffer): CampaignReply {
  if (body.length === 0) return { kind: "malformed", reason: "empty body", requestId: null };
  try {
    return readCampaignReply(JSON.parse(utf8.decode(body)));
  } catch {
    return { kind: "malformed", reason: `${body.length} bytes that are no JSON`, requestId: null };
  }
}
