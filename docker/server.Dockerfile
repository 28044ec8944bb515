# The tarball, as `npm pack` makes it anywhere.
FROM node:24-slim AS package
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.client.json README.md CHANGELOG.md LICENSE SECURITY.md llms.txt openapi.d.ts ./
COPY bin ./bin
COPY client ./client
COPY db ./db
COPY docs ./docs
COPY migrations ./migrations
COPY scripts ./scripts
COPY server ./server
RUN npm pack --silent && tar -xzf rowseal-*.tgz

# What it depends on, as the lockfile says, and PostGraphile without GraphiQL.
FROM node:24-slim AS dependencies
WORKDIR /install
COPY package.json package-lock.json ./
COPY docker/package.json docker/prune.ts ./docker/
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace=docker --include-workspace-root
RUN node docker/prune.ts .

FROM node:24-slim
ENV NODE_ENV=production
ENV HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /install/node_modules ./node_modules
COPY --from=package /build/package ./
# Nothing is written but to the standard streams: run it with a read-only root.
USER node
EXPOSE 4000
HEALTHCHECK --start-period=60s --interval=5s --timeout=3s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/rowseal.js"]
CMD ["serve"]
