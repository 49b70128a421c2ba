/** How Node is started for the product, and so for what measures it. A test holds image, unit and `npm start` to it. */
export const productFlags = ["--max-semi-space-size=8", "--heap-growing-percent=50"];
