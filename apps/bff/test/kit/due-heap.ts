/** What is due earlier comes first; at the same time, what has the lower order. */
export interface Due {
  readonly due: number;
  readonly order: number;
}

/** A binary heap: `first` and `pop` give the entry that is due next. */
export function createDueHeap<Entry extends Due>() {
  const heap: Entry[] = [];

  /** Swaps an entry with the one above it if it is due earlier. */
  function swapIfEarlier(lower: number, upper: number): boolean {
    const [below, above] = [heap[lower], heap[upper]];
    if (below === undefined || above === undefined || !isEarlier(below, above)) return false;
    heap[upper] = below;
    heap[lower] = above;
    return true;
  }

  return {
    first: (): Entry | undefined => heap[0],
    push(entry: Entry): void {
      let index = heap.push(entry) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!swapIfEarlier(index, parent)) return;
        index = parent;
      }
    },
    pop(): Entry | undefined {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      heap[0] = last;
      for (let index = 0; ; ) {
        const [left, right] = [2 * index + 1, 2 * index + 2];
        const child = isEarlier(heap[right], heap[left]) ? right : left;
        if (!swapIfEarlier(child, index)) return first;
        index = child;
      }
    },
  };
}

function isEarlier(one: Due | undefined, other: Due | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}
