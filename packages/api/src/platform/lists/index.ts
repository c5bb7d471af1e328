export { dayRange } from "./days.ts";
export { FilteredList, type LeaderSearch, mostLooked, readCursor } from "./filtered-list.ts";
