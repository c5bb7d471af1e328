import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AuthFrame, linkClasses } from "@/platform/auth/auth-frame.tsx";
import { SignedInAs } from "@/platform/auth/sign-out-button.tsx";
import { NewTenantForm } from "@/platform/tenants/new-tenant-form.tsx";
import { titled } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { caller, requireUser } from "@/trpc/server.tsx";

export const generateMetadata = titled("tenants.new.title");

export default async function NewTenantPage() {
  const t = await getTranslations("tenants.new");
  const user = await requireUser();
  const { items } = await (await caller()).tenants.list();
  return (
    <AuthFrame
      title={t("title")}
      intro={t("intro")}
      footer={
        <>
          {items.length > 0 && (
            <p className="mb-2">
              <Link href="/" className={linkClasses}>
                {t("back")}
              </Link>
            </p>
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
