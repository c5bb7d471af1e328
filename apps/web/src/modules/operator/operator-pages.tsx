import "server-only";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { byCursor } from "@/lib/cursor.ts";
import type { UrlState } from "@/lib/url-state.ts";
import type { Read } from "@/trpc/server.tsx";
import { KindPage } from "./kind-page.tsx";
import { operatorActivityInput } from "./operator-activity-list.ts";
import { OperatorActivityPage } from "./operator-activity-page.tsx";
import { at } from "./operator-paths.ts";
import { QueuesPage } from "./queues-page.tsx";
import { SupportPage } from "./support-page.tsx";

/** One page of the operators. */
interface OperatorPage {
  title: string;
  read: Read;
  content: ReactNode;
}

const queues: OperatorPage = {
  title: "Queues",
  read: (trpc, client) => [
    client.prefetchQuery(trpc.queues.list.queryOptions()),
    client.prefetchQuery(trpc.queues.failures.queryOptions()),
    client.prefetchQuery(trpc.queues.actions.queryOptions()),
    client.prefetchQuery(trpc.queues.workers.queryOptions()),
    client.prefetchQuery(trpc.queues.schedules.queryOptions()),
  ],
  content: <QueuesPage />,
};

const kindPage = (kind: string): OperatorPage => ({
  title: kind,
  read: (trpc, client) => [
    client.prefetchQuery(trpc.queues.byKind.queryOptions({ kind })),
    client.prefetchQuery(trpc.queues.actions.queryOptions()),
  ],
  content: <KindPage kind={kind} />,
});

const activityPage = (url: UrlState): OperatorPage => ({
  title: "Activity",
  read: (trpc, client) => [
    client.prefetchInfiniteQuery(trpc.installation.activity.infiniteQueryOptions(operatorActivityInput(url), byCursor)),
    client.prefetchQuery(trpc.installation.people.queryOptions()),
  ],
  content: <OperatorActivityPage />,
});

const support: OperatorPage = {
  title: "Support",
  read: (trpc, client) => [
    client.prefetchQuery(trpc.support.current.queryOptions()),
    client.prefetchQuery(trpc.support.tenants.queryOptions({ search: "" })),
  ],
  content: <SupportPage />,
};

/**
 * The page of operators at a path; null where there is none.
 *
 * @param path segment by segment.
 * @param url the query.
 */
export function operatorPage(path: string[], url: UrlState): OperatorPage | null {
  const [area, name, part, ...rest] = path;
  if (area !== "operator" || rest.length > 0) return null;
  if (name === undefined) redirect(at.support);
  if (name === "queues") return part === undefined ? queues : kindPage(part);
  if (part !== undefined) return null;
  if (name === "activity") return activityPage(url);
  return name === "support" ? support : null;
}
