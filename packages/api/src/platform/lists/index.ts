export { dayRange } from "./days.ts";
export { type CandidateSearch, FilteredList, maxScanned, readCursor } from "./filtered-list.ts";
export { rowsOfEach, SortedList } from "./sorted-list.ts";
