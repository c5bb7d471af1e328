import { redirect } from "next/navigation";
import { caller, requireUser } from "@/trpc/server.tsx";

/** The start page: redirects to the person's organisation, or to the form of a new one. */
export default async function StartPage() {
  await requireUser();
  const { items } = await (await caller()).tenants.list();
  const [first] = items;
  redirect(first ? `/t/${first.slug}` : "/organisations/new");
}
