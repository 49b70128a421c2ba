import type { ComponentProps } from "react";
import { Link, useSearch } from "wouter";

/** Keeps the query, so that the board and each other page come back as they were left. */
export function PageLink({ to, ...rest }: { to: string } & Omit<ComponentProps<"a">, "href">) {
  const search = useSearch();
  return <Link href={to + (search && `?${search}`)} {...rest} />;
}
