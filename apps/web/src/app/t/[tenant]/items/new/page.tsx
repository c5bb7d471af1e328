import { getTranslations } from "next-intl/server";
import { NewItem } from "@/modules/items/item-form.tsx";
import { TenantPage } from "@/platform/shell/tenant-page.tsx";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("items.new");

export default async function Page() {
  const t = await getTranslations("items");
  return (
    <TenantPage title={t("new")} parent={t("title")} path="/items">
      <NewItem />
    </TenantPage>
  );
}
