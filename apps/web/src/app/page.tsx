import { redirect } from "next/navigation";
import { caller, requireUser } from "@/trpc/server.tsx";

/** The start: the person's organisation, or the making of one. */
export default async function StartPage() {
  await requireUser();
  const { items } = await (await caller()).tenants.list();
  const [first] = items;
  redirect(first ? `/t/${first.slug}` : "/organisations/new");
}
