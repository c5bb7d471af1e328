import type { RowData } from "@tanstack/react-table";

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Numbers are right-aligned. */
    numeric?: boolean;
    /** The screen width from which on the column is shown. */
    from?: "sm" | "md" | "lg" | "xl";
    /** The server's name for sorting by this column. */
    sort?: string;
  }
}

/** The classes of columns that are shown from a width on. */
export const shownFrom = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };
