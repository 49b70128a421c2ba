import { asRequestError, problemCode, RequestError, readJson, sendAuthorized } from "./http.ts";

/** Until a browser has certainly begun to write the file, in milliseconds. */
const keptFor = 60_000;

/** Fetches a file with what lets the page in and hands it to the browser as a download. Throws RequestError. */
export async function saveFile(path: string): Promise<void> {
  const file = await requestFile(path);
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), keptFor);
}

/** Over headers and body, in milliseconds. */
const deadline = 120_000;

/** Fetches a file with the name that the server gives it. Throws RequestError. */
async function requestFile(path: string): Promise<File> {
  const { response, signal } = await sendAuthorized(path, {}, deadline);
  if (!response.ok) throw new RequestError(problemCode(await readJson(response, signal)), response.status);
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  try {
    return new File([await response.blob()], name ?? "cruiseboard.csv");
  } catch {
    throw signal.aborted ? asRequestError(signal.reason) : new RequestError("network");
  }
}

/** Hands a text to the browser as a file to save. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it over by the time that it runs anything else.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
