import { readParams, type SearchParams } from "@/lib/params.ts";
import { fileListInput, fileListState } from "@/platform/files/file-list.ts";
import { FilesPage } from "@/platform/files/files-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("files.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const list = fileListState.read(await readParams(searchParams));
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.files.usage.queryOptions()),
        client.prefetchQuery(trpc.files.list.queryOptions(fileListInput(list))),
      ]}
    >
      <FilesPage />
    </Prefetch>
  );
}
