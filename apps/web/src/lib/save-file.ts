import { requestFile } from "./request-file.ts";

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
