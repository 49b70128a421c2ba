const filters = [0, 1, 2, 3, 4, 5];

/** The summary's own measures while the board loads. */
export function SummarySkeleton() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-3">
      <div className="grid grid-cols-3 gap-2 sm:grid-cols-5 lg:flex lg:flex-wrap">
        {filters.map((filter) => (
          <span key={filter} className="skeleton block h-12 rounded-lg sm:last:hidden lg:h-9 lg:w-32" />
        ))}
      </div>
      <span className="skeleton block h-5 w-72 max-w-full" />
    </div>
  );
}
