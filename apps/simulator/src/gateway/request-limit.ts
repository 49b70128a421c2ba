import { GatewayError } from "./gateway-error.ts";
import { createSlidingSecond } from "./sliding-second.ts";

/**
 * Admits at most `perSecond` requests in any sliding second, whoever sends them and whatever they ask about.
 * Refused ones take no room. `admit` throws RequestLimitExceeded.
 */
export function createRequestLimit(perSecond: number): { admit(now: number): void } {
  const admitted = createSlidingSecond();
  return {
    admit: (now) => {
      if (admitted.count(now) >= perSecond) {
        throw new GatewayError(
          "RequestLimitExceeded",
          `Your current request frequency has reached the limit of \`${perSecond}\` times per second for the API \`DescribeAgentCruiseDialingCampaign\`. Please try again later.`,
        );
      }
      admitted.note(now);
    },
  };
}
