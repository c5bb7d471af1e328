import { getTranslations } from "next-intl/server";
import { NewPlace } from "@/modules/places/place-form.tsx";
import { TenantPage } from "@/platform/shell/tenant-page.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("places.new");

export default async function Page() {
  const t = await getTranslations("places");
  return (
    <TenantPage title={t("new")} parent={t("title")} path="/places">
      <NewPlace />
    </TenantPage>
  );
}
