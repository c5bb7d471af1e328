import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Trpc } from "@/trpc/client.tsx";
import { currentUser } from "@/trpc/server.tsx";

/** The operators' pages. The server leads nobody else here. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  if (!(await currentUser())?.superuser) notFound();
  return <Trpc>{children}</Trpc>;
}
