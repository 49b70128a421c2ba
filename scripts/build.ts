import { buildPageIfNeeded } from "./build-page.ts";

/** Builds what the backend serves, for installations that start it without `npm start`. */
buildPageIfNeeded();
