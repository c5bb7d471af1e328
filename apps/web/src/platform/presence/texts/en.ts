/** The texts of presence. */
export const en = {} as const;
