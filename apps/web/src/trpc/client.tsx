"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  getUntypedClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  type Operation,
  splitLink,
} from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@waybill/api";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { ConfirmIdentity } from "./confirm-identity.tsx";
import { checkContext, confirmation, isCheck } from "./confirmation.ts";
import { maxBatch } from "./max-batch.ts";
import { makeQueryClient } from "./query-client.ts";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC };

const TenantContext = createContext<string | null>(null);

/** The tenant of the page, by its slug. @throws outside of `/t/…` */
export function useTenant(): string {
  const tenant = useContext(TenantContext);
  if (!tenant) throw new Error("This page belongs to no tenant.");
  return tenant;
}

/** One cache for each tenant: data of one tenant is never shown in another. */
const queryClients = new Map<string, QueryClient>();

function queryClientOf(tenant: string | null): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  const key = tenant ?? "";
  const client = queryClients.get(key) ?? makeQueryClient();
  queryClients.set(key, client);
  return client;
}

/** Clears all cached data: when a person signs out. */
export function clearCaches(): void {
  for (const client of queryClients.values()) client.clear();
  queryClients.clear();
}

/** The tenant, and a trace id: with tracing on the server, the trace begins in the browser. */
function headersOf(tenant: string | null): Record<string, string> {
  const hex = (bytes: number) =>
    Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { ...(tenant ? { "x-tenant-id": tenant } : {}), traceparent: `00-${hex(16)}-${hex(8)}-01` };
}

/** The maximum length of a query's input in its URL, in characters. */
const maxInputInUrl = 2000;

const isLongQuery = ({ type, input }: Operation) =>
  type === "query" && (JSON.stringify(input)?.length ?? 0) > maxInputInUrl;

function makeClient(tenant: string | null) {
  const url = typeof window === "undefined" ? "http://localhost/api/trpc" : "/api/trpc";
  return createTRPCClient<AppRouter>({
    links: [
      confirmation,
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url, connectionParams: () => (tenant ? { tenant } : {}) }),
        false: splitLink({
          condition: isCheck,
          // Never in one request with calls that write.
          true: httpLink({ url: "/api/check", headers: () => headersOf(tenant) }),
          false: splitLink({
            condition: isLongQuery,
            true: httpLink({ url, methodOverride: "POST", headers: () => headersOf(tenant) }),
            false: httpBatchLink({ url, maxURLLength: 4000, maxItems: maxBatch, headers: () => headersOf(tenant) }),
          }),
        }),
      }),
    ],
  });
}

/**
 * Has the server check an input without running the procedure.
 *
 * @returns a function of a mutation's path and input. It rejects with the error of the mutation.
 */
export function useCheck(): (path: string, input: unknown) => Promise<void> {
  const client = getUntypedClient(useTRPCClient());
  return async (path, input) => {
    await client.mutation(path, input, { context: { ...checkContext } });
  };
}

/** Provides procedures and cache to pages, for one tenant or outside of any. */
export function Trpc({ tenant = null, children }: { tenant?: string | null; children: ReactNode }) {
  const { trpcClient, queryClient } = useMemo(
    () => ({ trpcClient: makeClient(tenant), queryClient: queryClientOf(tenant) }),
    [tenant],
  );
  return (
    <TenantContext value={tenant}>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          {children}
          <ConfirmIdentity />
        </TRPCProvider>
      </QueryClientProvider>
    </TenantContext>
  );
}
