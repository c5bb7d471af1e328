import type { Metadata } from "next";
import Link from "next/link";
import { cn } from "@/lib/cn.ts";
import { AuthFrame, linkLook } from "@/platform/auth/frame.tsx";
import { SignedInAs } from "@/platform/auth/sign-out-button.tsx";
import { NewTenantForm } from "@/platform/tenants/new-tenant-form.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { caller, requireUser } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "New organisation" };

export default async function NewTenantPage() {
  const user = await requireUser();
  const { items } = await (await caller()).tenants.list();
  return (
    <AuthFrame
      title="New organisation"
      intro="It has its own items, places, parcels and members. You will be its owner."
      footer={
        <>
          {items.length > 0 && (
            <Link href="/" className={cn(linkLook, "mr-4")}>
              Back
            </Link>
          )}
          <SignedInAs email={user.email} />
        </>
      }
    >
      <Trpc>
        <NewTenantForm />
      </Trpc>
    </AuthFrame>
  );
}
