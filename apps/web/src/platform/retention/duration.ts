/** For how long something is kept: "for 30 days", "for ever". @param days null is for ever */
export const duration = (days: number | null): string =>
  days === null ? "for ever" : `for ${days.toLocaleString("en")} ${days === 1 ? "day" : "days"}`;
