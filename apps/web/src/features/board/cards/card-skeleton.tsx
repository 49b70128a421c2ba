/** A card's own measures while its code is fetched. */
export function CardSkeleton() {
  return (
    <div aria-hidden="true" className="card">
      <span className="skeleton block h-6 w-24 rounded-full" />
      <span className="skeleton block h-3.5 w-3/5" />
      <span className="skeleton block h-2 w-full rounded-full" />
      <span className="skeleton block h-20 w-full" />
      <span className="skeleton block h-3.5 w-32" />
    </div>
  );
}
