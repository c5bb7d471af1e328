export const createItem = {};
