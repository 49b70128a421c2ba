import type { Session } from "@cruiseboard/contract";
import { createContext, use } from "react";

type MaskableField = Session["masked"][number];

export const MaskedFields = createContext<readonly MaskableField[]>([]);

export const useMasked = (field: MaskableField): boolean => use(MaskedFields).includes(field);
