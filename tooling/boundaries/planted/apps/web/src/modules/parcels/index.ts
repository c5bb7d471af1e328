export const parcelsModule = {};
