import { buildPageIfNeeded } from "./build-page.ts";
import { startProduct } from "./product.ts";
import { untilStopped } from "./until-stopped.ts";

await untilStopped(async () => {
  buildPageIfNeeded();
  const product = await startProduct({ environment: process.env });
  const note =
    product.mode === "demo"
      ? "Demo mode: simulated campaigns. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY to watch real ones."
      : "Watching Tencent Cloud Contact Center.";
  console.log(`Cruiseboard is on ${product.url}\n${note}\nCtrl-C ends it.`);
  return product;
});
