import "server-only";
import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import type { TRPCError } from "@trpc/server";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@waybill/api";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { signInPath } from "@/lib/own-path.ts";
import { api } from "@/server/api.ts";
import { pageAddress, pageContext } from "@/server/request.ts";
import { makeQueryClient } from "./query-client.ts";

/** Calls procedures while a page is rendered, in a tenant or outside of any. */
export async function caller(tenant: string | null = null) {
  return api().createCaller(await pageContext(tenant));
}

/** The session of who is signed in; null where nobody is. */
export async function currentSession() {
  return api().sessionOf(await pageContext(null));
}

/** Who is signed in; null where nobody is. */
async function currentUser() {
  return (await currentSession())?.user ?? null;
}

/** Whether a procedure said no, which is no fault of ours. */
export function isRefusal(error: unknown): error is TRPCError {
  return error instanceof api().TRPCError && error.code !== "INTERNAL_SERVER_ERROR";
}

/** Sends somebody to the sign-in page, and back to this one afterwards: to its path and its query. */
export async function signInFirst(): Promise<never> {
  redirect(signInPath({ next: await pageAddress() }));
}

/** Sends who is not signed in to the sign-in page, and back afterwards. @returns who is signed in */
export async function requireUser() {
  return (await currentUser()) ?? signInFirst();
}

/** Starts what a page reads while it is rendered; a read that fails is left to the browser, which shows the error. */
export type Read = (trpc: TRPCOptionsProxy<AppRouter>, client: QueryClient) => Promise<unknown>[];

/** Reads for the browser while the page is rendered, so that it shows data at once. */
export async function Prefetch({ tenant, read, children }: { tenant: string | null; read: Read; children: ReactNode }) {
  // A cache of its own: layout and page are rendered side by side, and must not hand over what the other still reads.
  const queryClient = makeQueryClient();
  const ctx = await pageContext(tenant);
  const trpc = createTRPCOptionsProxy({ ctx, router: api().appRouter, queryClient });
  await Promise.all(read(trpc, queryClient));
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>;
}
