export const preview = (url: string) => fetch(url);
