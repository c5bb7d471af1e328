/** The names of filters in the list's address. */
export const placeUrlKeys = { search: "q", countries: "country", descending: "down" } as const;
