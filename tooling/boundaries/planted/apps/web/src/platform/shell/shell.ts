export const shell = 0;
