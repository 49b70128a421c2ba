import { registerHooks } from "node:module";

/** Loaded into a backend ahead of everything else (`node --import`): prints at its end from which packages it loaded anything. */
const packages = new Set<string>();
const inPackage = /\/node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?((?:@[^/]+\/)?[^/]+)\//;

registerHooks({
  load(url, context, next) {
    const [, name] = inPackage.exec(url) ?? [];
    if (name !== undefined) packages.add(name);
    return next(url, context);
  },
});
process.on("exit", () => process.stdout.write(`packages: ${[...packages].join(" ")}\n`));
