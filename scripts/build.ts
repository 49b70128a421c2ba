import { buildPageIfNeeded } from "./build-page.ts";

/** For installations that start the backend without `npm start`. */
buildPageIfNeeded();
