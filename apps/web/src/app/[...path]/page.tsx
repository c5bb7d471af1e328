import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { operatorPage } from "@/modules/operator/operator-pages.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { currentUser, Prefetch } from "@/trpc/server.tsx";

interface Props {
  params: Promise<{ path: string[] }>;
  searchParams: SearchParams;
}

/**
 * Every path that has no page of its own, and the operators' pages: one route, so that for everybody else a path of
 * theirs is answered like one that does not exist, to the last header.
 */
async function pageAt({ params, searchParams }: Props) {
  const [{ path }, url, user] = await Promise.all([params, readParams(searchParams), currentUser()]);
  return user?.superuser ? operatorPage(path, url) : null;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const page = await pageAt(props);
  return page ? { title: page.title } : {};
}

export default async function AnyPage(props: Props) {
  const page = await pageAt(props);
  if (!page) notFound();
  return (
    <Trpc>
      <Prefetch tenant={null} read={page.read}>
        {page.content}
      </Prefetch>
    </Trpc>
  );
}
