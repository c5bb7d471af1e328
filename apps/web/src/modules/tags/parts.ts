// The components of this module for other modules.

export { TagPicker } from "./tag-picker.tsx";
export { TagList } from "./tags.tsx";
export { useTagFilter } from "./use-tag-filter.ts";
