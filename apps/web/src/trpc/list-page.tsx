import type { ComponentType } from "react";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { Prefetch, type Read } from "./server.tsx";

/**
 * The page of a list in a tenant: reads the state of the list from the URL, and prefetches its queries.
 *
 * @param list the state of the list in the URL.
 * @param Content the content of the page.
 * @param read starts the queries that the content uses.
 */
export function listPage<State>(
  list: { read(params: Record<string, string>): State },
  Content: ComponentType,
  read: (state: State, ...to: Parameters<Read>) => ReturnType<Read>,
) {
  return async function Page({
    params,
    searchParams,
  }: {
    params: Promise<{ tenant: string }>;
    searchParams: SearchParams;
  }) {
    const { tenant } = await params;
    const state = list.read(await readParams(searchParams));
    return (
      <Prefetch tenant={tenant} read={(...to) => read(state, ...to)}>
        <Content />
      </Prefetch>
    );
  };
}
