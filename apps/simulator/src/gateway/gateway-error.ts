/** A refusal as the API words it: HTTP 200 with `Response.Error`. Callers decide by the code, never by the message. */
export class GatewayError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "GatewayError";
    this.code = code;
  }
}

/** Messages for codes that are asked for as faults; the ones that arise by themselves are worded where they arise. */
const messages: Record<string, string> = {
  InternalError:
    "An internal error has occurred. Retry your request, but if the problem persists, contact us.",
  "InternalError.DBError": "A database operation failed.",
  RequestLimitExceeded: "Your current request frequency has reached the limit of `20` times per second.",
  "RequestLimitExceeded.UinLimitExceeded": "The request frequency of the main account exceeds its limit.",
  "RequestLimitExceeded.IPLimitExceeded": "The request frequency of the IP address exceeds its limit.",
  "RequestLimitExceeded.GlobalRegionUinLimitExceeded":
    "The request frequency of the main account over all regions exceeds its limit.",
  "AuthFailure.SignatureExpire":
    "The timestamp of the signature differs from the server's by more than 5 minutes.",
  "AuthFailure.SecretIdNotFound": "The SecretId is not found, please ensure that your SecretId is correct.",
  "AuthFailure.SignatureFailure":
    "The provided credentials could not be validated. Please check your signature.",
  "AuthFailure.InvalidAuthorization":
    "The Authorization header does not conform to the TC3-HMAC-SHA256 format.",
  "AuthFailure.TokenFailure": "The session token is invalid or has expired.",
  "AuthFailure.MFAFailure": "Multi-factor authentication failed.",
  "AuthFailure.UnauthorizedOperation": "The request is not authorized by CAM.",
  UnauthorizedOperation:
    "You are not authorized to perform operation (ccc:DescribeAgentCruiseDialingCampaign) on this resource.",
  InvalidParameter: "A parameter is not valid.",
  InvalidParameterValue: "The value of a parameter is not valid.",
  ResourceNotFound: "The requested resource does not exist.",
  MissingParameter: "The request is missing a required parameter.",
  UnknownParameter: "The request contains a parameter that is not recognized.",
  InvalidAction: "The requested action does not exist.",
  NoSuchVersion: "The requested version of the API does not exist.",
  UnsupportedProtocol: "The protocol or method of the request is not supported.",
  ServiceUnavailable: "The service is temporarily unavailable. Please try again later.",
};

export function messageFor(code: string): string {
  return messages[code] ?? "The request could not be processed.";
}
