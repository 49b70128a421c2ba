import type { ServerResponse } from "node:http";
import type { FaultKind } from "./fault-book.ts";

const errorPage = `<!DOCTYPE html>
<html><head><title>500 Internal Server Error</title></head>
<body><center><h1>500 Internal Server Error</h1></center><hr><center>nginx</center></body></html>
`;

type Send = (response: ServerResponse, json: string) => void;

function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
}

const sendJson: Send = (response, json) => sendText(response, 200, "application/json", json);

/** Promises the whole body and sends half of it. */
function beginJson(response: ServerResponse, json: string): void {
  const bytes = Buffer.from(json);
  response.writeHead(200, { "content-type": "application/json", "content-length": bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
}

const ways: Partial<Record<FaultKind, Send>> = {
  http500Html: (response) => sendText(response, 500, "text/html", errorPage),
  http502Empty: (response) => void response.writeHead(502, { "content-length": 0 }).end(),
  reset: (response) => void response.socket?.resetAndDestroy(),
  truncated: (response, json) => {
    beginJson(response, json);
    // Once the half is on its way, the connection ends in an orderly manner.
    response.socket?.end();
  },
  empty: (response) => sendText(response, 200, "application/json", ""),
  nonJson: (response) => sendText(response, 200, "text/plain", "upstream connect error or disconnect"),
  missingResponse: (response) => sendJson(response, '{"message":"ok"}'),
  // Neither answers nor hangs up: the caller has to, or the simulator's close.
  hang: () => undefined,
  hangBody: beginJson,
  redirect: (response) =>
    void response.writeHead(302, { location: "/redirected", "content-length": 0 }).end(),
};

/** Sends the answer, or what a fault of the way between makes of it. */
export function sendResponse(response: ServerResponse, json: string, fault: FaultKind | null): void {
  const send = (fault !== null && ways[fault]) || sendJson;
  send(response, json);
}
