import { lazy } from "react";
import { LazyPart } from "../components/ui/lazy-part.tsx";
import { loadNotFoundPage } from "./load-parts.ts";

const NotFoundPage = lazy(async () => ({ default: (await loadNotFoundPage()).NotFoundPage }));

/** An address behind which there is nothing. */
export function NotFound() {
  return (
    <LazyPart waiting={null}>
      <NotFoundPage />
    </LazyPart>
  );
}
