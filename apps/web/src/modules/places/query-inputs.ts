/** The names of filters in the list's URL. */
export const placeUrlKeys = { search: "q", countries: "country", descending: "down" } as const;
