export const token = () => String(Math.random());
