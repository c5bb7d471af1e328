import type { Metadata } from "next";
import { NewItem } from "@/modules/items/item-form.tsx";
import { TenantPage } from "@/platform/shell/tenant-page.tsx";

export const metadata: Metadata = { title: "New item" };

export default function Page() {
  return (
    <TenantPage title="New item" parent="Items" path="/items">
      <NewItem />
    </TenantPage>
  );
}
