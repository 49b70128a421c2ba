import type { Session } from "@cruiseboard/contract";
import { createContext, use } from "react";

type MaskableField = Session["masked"][number];

export const MaskedFields = createContext<readonly MaskableField[]>([]);

export function useMasked(field: MaskableField): boolean {
  return use(MaskedFields).includes(field);
}
