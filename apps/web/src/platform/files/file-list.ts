import { defaultPageSize, maxPage } from "@waybill/validators/page-limits";
import { linePart, listParts, pagePart } from "@/lists/list-parts.ts";

/** The state of the list in the URL. */
export interface FileListState {
  kind?: string;
  page?: number;
}
export const fileListState = listParts<FileListState>({ kind: linePart(100, "code"), page: pagePart(maxPage) });

/** The input of the list's query. */
export const fileListInput = ({ kind, page = 1 }: FileListState) => ({
  page,
  pageSize: defaultPageSize,
  ...(kind ? { kind } : {}),
});
