/** The texts of views. */
export const en = {} as const;
