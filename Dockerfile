# The backend with the built page. It runs as any user, writes nothing but DATA_DIR, and needs no shell.
# By tag alone, since no registry was in reach when this was written. Renovate (renovate.json) adds the digest here and in
# compose.yaml; by hand: docker buildx imagetools inspect node:24.21.0-bookworm-slim, and @sha256:… behind the tag.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# Both stages install and build what is the same on each platform, so only the final one is emulated.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS tools
RUN npm install --global pnpm@12.21.0
WORKDIR /build

FROM tools AS page
COPY . .
RUN pnpm install --frozen-lockfile --filter "@cruiseboard/web..." --filter "@cruiseboard/embed-sdk"
RUN node scripts/build.ts

FROM tools AS production
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/bff/package.json apps/bff/
COPY packages/ccc-client/package.json packages/ccc-client/
COPY packages/contract/package.json packages/contract/
# What is optional is Node itself, which the image brings, and an adapter for another platform.
RUN pnpm install --prod --no-optional --frozen-lockfile --filter "@cruiseboard/bff..."

FROM ${NODE_IMAGE}
# The workflow adds source, revision and version.
LABEL org.opencontainers.image.title="Cruiseboard" \
    org.opencontainers.image.description="A live board over Tencent Cloud Contact Center agent cruise dialing campaigns" \
    org.opencontainers.image.licenses="MIT"
# MALLOC_: as scripts/product.ts has it, large blocks go back to the system at once, and threads share what is kept.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=1048576 \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/data
# What installs packages has no use here, but to whoever gets in.
RUN rm --recursive --force /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
    /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
WORKDIR /app
COPY LICENSE THIRD-PARTY-NOTICES.md ./
COPY --from=production /build ./
COPY apps/bff/src apps/bff/src
COPY packages/ccc-client/src packages/ccc-client/src
COPY packages/contract/src packages/contract/src
COPY --from=page /build/apps/web/dist apps/web/dist
COPY --from=page /build/packages/embed-sdk/dist packages/embed-sdk/dist
RUN install --directory --owner=10001 --group=10001 --mode=0700 /data

VOLUME /data
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As scripts/product.ts starts it: less garbage gathers.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=50", "apps/bff/src/main.ts"]
