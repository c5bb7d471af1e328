import { fileListInput, fileListState } from "@/platform/files/file-list.ts";
import { FilesPage } from "@/platform/files/files-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("files.title");

export default listPage(fileListState, FilesPage, (list, trpc, client) => [
  client.prefetchQuery(trpc.files.usage.queryOptions()),
  client.prefetchQuery(trpc.files.list.queryOptions(fileListInput(list))),
]);
