/** The most calls in one request. The browser splits larger batches; the gateway refuses them. */
export const maxBatch = 20;
