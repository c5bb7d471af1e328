export { readCursor } from "./cursor.ts";
export { dayRange, idsBetween } from "./days.ts";
export { type CandidateSearch, FilteredList, hasValue, maxScanned } from "./filtered-list.ts";
export { NewestList } from "./newest-list.ts";
export { rowsOfEach, SortedList } from "./sorted-list.ts";
