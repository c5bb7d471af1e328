/** The built-in roles, from the most to the least powerful. */
export const roles = ["owner", "admin", "dispatcher", "viewer"] as const;
export type Role = (typeof roles)[number];
