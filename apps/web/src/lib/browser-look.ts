import { chooseLook, type Preferences } from "./preferences.ts";
import { readStored } from "./storage.ts";

/** Language and theme as the page is opened. */
export function browserLook(): Pick<Preferences, "locale" | "theme"> {
  return chooseLook({ search: location.search, stored: readStored, languages: navigator.languages });
}
