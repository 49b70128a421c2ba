import { LRUCache } from "lru-cache";

/** Open pages of one viewer that count; one more takes the place of the one that has told nothing for longest. */
const mostPages = 10;
const mostViewers = 20_000;

/** Names the holder of what a page shows, from a bounded number of names for each viewer. */
export function createFocusPages(): (subject: string, page: string) => string {
  const viewers = new LRUCache<string, LRUCache<string, number>>({ max: mostViewers });
  return (subject, page) => {
    const pages = viewers.get(subject) ?? new LRUCache<string, number>({ max: mostPages });
    viewers.set(subject, pages);
    const slot = pages.get(page) ?? freeSlot(pages);
    pages.set(page, slot);
    return `${subject} ${slot}`;
  };
}

function freeSlot(pages: LRUCache<string, number>): number {
  return pages.size < mostPages ? pages.size : (pages.pop() ?? 0);
}
