export const itemsModule = {};
