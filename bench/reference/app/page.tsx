"use client";

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { useState } from "react";
import type { Router } from "./api/trpc/[trpc]/route.ts";

// What a page of React Query and the tRPC client brings to the browser by itself.

const { TRPCProvider, useTRPC } = createTRPCContext<Router>();

function Ping() {
  const { data } = useQuery(useTRPC().ping.queryOptions());
  return <p>{data}</p>;
}

// biome-ignore lint/style/noDefaultExport: Next wants it
export default function Page() {
  const [queryClient] = useState(() => new QueryClient());
  const [trpcClient] = useState(() => createTRPCClient<Router>({ links: [httpBatchLink({ url: "/api/trpc" })] }));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <Ping />
      </TRPCProvider>
    </QueryClientProvider>
  );
}
