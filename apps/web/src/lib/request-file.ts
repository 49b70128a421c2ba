import { asRequestError, problemCode, RequestError, readJson, sendAuthorized } from "./http.ts";

/** Over headers and body, in milliseconds. */
const deadline = 120_000;

/** Fetches a file with the name that the server gives it. Throws RequestError. */
export async function requestFile(path: string): Promise<File> {
  const { response, signal } = await sendAuthorized(path, {}, deadline);
  if (!response.ok) throw new RequestError(problemCode(await readJson(response, signal)), response.status);
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  try {
    return new File([await response.blob()], name ?? "cruiseboard.csv");
  } catch {
    throw signal.aborted ? asRequestError(signal.reason) : new RequestError("network");
  }
}
