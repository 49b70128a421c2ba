import type { AccountEntry } from "./account-entry.ts";

/** Which account is meant has to be plain: by its name, by its key, and for every application. */
export function refuseContradictions(
  entries: readonly AccountEntry[],
  hasSeveral: boolean,
  problems: string[],
): void {
  refuseDoubles(entries, problems);
  refuseSharedApplications(entries, hasSeveral, problems);
}

function refuseDoubles(entries: readonly AccountEntry[], problems: string[]): void {
  for (const [index, entry] of entries.entries()) {
    const earlier = entries.slice(0, index);
    if (earlier.some(({ name }) => name === entry.name)) problems.push(`${entry.place}: name is there twice`);
    if (earlier.some(({ secretId }) => secretId === entry.secretId))
      problems.push(`${entry.place}: secretId is another account's, and so would be the limit`);
  }
}

function refuseSharedApplications(
  entries: readonly AccountEntry[],
  hasSeveral: boolean,
  problems: string[],
): void {
  const owners = new Map<number, AccountEntry>();
  for (const entry of entries) {
    if (entry.sdkAppIds === undefined && hasSeveral)
      problems.push(
        `${entry.place}: sdkAppIds is missing: of several accounts each has to name its applications`,
      );
    for (const id of new Set(entry.sdkAppIds)) {
      const owner = owners.get(id);
      if (owner) problems.push(`${entry.place}: application ${id} is ${owner.name}'s already`);
      else owners.set(id, entry);
    }
  }
}
