// What other modules show of this one.

export { TagPicker } from "./tag-picker.tsx";
export { TagList } from "./tags.tsx";
