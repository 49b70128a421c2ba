/** The database cannot be used; the message says why and what to do, and nothing was written. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
