import { type BrowserContext, expect } from "@playwright/test";
import { credentials } from "./credentials.ts";

/** Watches over everything that a browser context shows, says and receives. */
export interface Guard {
  /** Fails if the page complained, broke its content security policy, or was ever given a secret. */
  check(): Promise<void>;
}

/** The browser itself logs every answer that is not 2xx and every connection refused; tests bring those about. */
const byTheBrowser = /^Failed to load resource/;

/** @param allowed what the page may write to the console, or leave uncaught, in this test. */
export function guardContext(context: BrowserContext, allowed: readonly RegExp[]): Guard {
  const complaints: string[] = [];
  const received: Promise<string>[] = [];
  context.on("console", (message) => {
    const isComplaint = ["error", "warning"].includes(message.type());
    const known = [byTheBrowser, ...allowed].some((pattern) => pattern.test(message.text()));
    if (isComplaint && !known) complaints.push(`${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => {
    const { message } = error.error();
    if (!allowed.some((pattern) => pattern.test(message))) complaints.push(`uncaught: ${message}`);
  });
  context.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("response", (response) => {
    const headers = JSON.stringify(response.headers());
    // Built before there was a secret.
    if (new URL(response.url()).pathname.startsWith("/assets/"))
      return void received.push(Promise.resolve(headers));
    // Of a request that was aborted there is no body to read.
    received.push(
      response.text().then(
        (body) => headers + body,
        () => headers,
      ),
    );
  });
  return {
    async check() {
      const shown = await Promise.all(context.pages().map((page) => page.content().catch(() => "")));
      const everything = [...(await Promise.all(received)), ...shown].join("\n");
      expect(complaints, "complaints of the page").toEqual([]);
      expect(everything.includes(credentials.secretKey), "the secret key reached the browser").toBe(false);
      expect(everything.includes(credentials.secretId), "the secret id reached the browser").toBe(false);
    },
  };
}
