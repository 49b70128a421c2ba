const filters = [0, 1, 2, 3, 4];

/** The summary's own measures while the board loads. */
export function SummarySkeleton() {
  return (
    <div aria-hidden="true" className="flex flex-wrap gap-2">
      {filters.map((filter) => (
        <span key={filter} className="skeleton block h-9 w-32 rounded-lg" />
      ))}
    </div>
  );
}
