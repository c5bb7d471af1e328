# syntax=docker/dockerfile:1
# One image: `web`, `worker`, `migrate`, `cli` (docs/deployment.md). Both stages accept another base.
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# The tests run the folder of the same command (e2e/image.spec.ts).
RUN npm run image:folder -- /app && mkdir /data

FROM ${RUN_IMAGE}
WORKDIR /app
COPY --from=build /app /app
COPY --from=build --chown=65532:65532 /data /data
# A young generation of 4 MB keeps a worker small; a web process gets more (compose.yaml).
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=4 \
  HOST=0.0.0.0 PORT=3000 METRICS_PORT=9464 WORKER_PORT=9464 DATA_DIR=/data
USER 65532:65532
VOLUME /data
EXPOSE 3000 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/nodejs/bin/node", "/app/server/bin/main.js", "health"]
ENTRYPOINT ["/nodejs/bin/node", "/app/server/bin/main.js"]
CMD ["web"]
