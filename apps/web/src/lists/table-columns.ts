import type { RowData } from "@tanstack/react-table";

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Numbers are right-aligned. */
    numeric?: boolean;
    /** The width of the table from which on the column is shown: 512, 672, 768, 896 or 1,152 px. */
    from?: keyof typeof shownFrom;
    /** The server's name for sorting by this column. */
    sort?: string;
  }
}

/** The classes of columns that are shown from a width on. It is the table's: beside the sidebar a tablet has little room. */
export const shownFrom = {
  sm: "@max-lg:hidden",
  md: "@max-2xl:hidden",
  lg: "@max-3xl:hidden",
  xl: "@max-4xl:hidden",
  "2xl": "@max-6xl:hidden",
};
