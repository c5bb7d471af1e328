import type { RowData } from "@tanstack/react-table";

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Numbers stand at the right. */
    numeric?: boolean;
    /** From which width on the column is shown. */
    from?: "sm" | "md" | "lg" | "xl";
    /** What the server sorts by. */
    sort?: string;
  }
}

/** The class of a column that is shown from a width on. */
export const shownFrom = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };
