/** How Node is started for the product, and so for what measures it. A test holds image, unit and `npm start` to it. */
export const productFlags = ["--max-semi-space-size=8", "--heap-growing-percent=50"];

/** The same for its environment: a large block goes back to the system at once, and threads share what is kept. */
export const productEnvironment = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "1048576" };
