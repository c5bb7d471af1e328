import "server-only";
import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import type { TRPCError } from "@trpc/server";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@waybill/api";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { signInPath } from "@/navigation/own-path.ts";
import { api } from "@/server/api.ts";
import { pageContext, pagePath } from "@/server/request.ts";
import { makeQueryClient } from "./query-client.ts";

/** Calls procedures while a page is rendered, in a tenant or outside of any. */
export async function caller(tenant: string | null = null) {
  return api().createCaller(await pageContext(tenant));
}

/** The current session; null if no one is signed in. */
export async function currentSession() {
  return api().sessionOf(await pageContext(null));
}

/** The current user; null if no one is signed in. */
async function currentUser() {
  return (await currentSession())?.user ?? null;
}

/** Whether an error is a refusal, not an internal error. */
export function isRefusal(error: unknown): error is TRPCError {
  return error instanceof api().TRPCError && error.code !== "INTERNAL_SERVER_ERROR";
}

/** Redirects to the sign-in page, which leads back to this page with its query. */
export async function redirectToSignIn(): Promise<never> {
  redirect(signInPath({ next: await pagePath() }));
}

/** Redirects to the sign-in page if no one is signed in. @returns the current user */
export async function requireUser() {
  return (await currentUser()) ?? redirectToSignIn();
}

/** Starts the queries of a page while it renders; a failed query is left to the browser, which shows the error. */
export type Read = (trpc: TRPCOptionsProxy<AppRouter>, client: QueryClient) => Promise<unknown>[];

/** Prefetches queries while the page renders, so that it shows data at once. */
export async function Prefetch({ tenant, read, children }: { tenant: string | null; read: Read; children: ReactNode }) {
  // A cache of its own: layout and page render concurrently, and must not pass on each other's unfinished queries.
  const queryClient = makeQueryClient();
  const ctx = await pageContext(tenant);
  const trpc = createTRPCOptionsProxy({ ctx, router: api().appRouter, queryClient });
  await Promise.all(read(trpc, queryClient));
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>;
}
