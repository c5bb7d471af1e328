import type { Metadata } from "next";
import { NewPlace } from "@/modules/places/place-form.tsx";
import { TenantPage } from "@/platform/shell/tenant-page.tsx";

export const metadata: Metadata = { title: "New place" };

export default function Page() {
  return (
    <TenantPage title="New place" parent="Places" path="/places">
      <NewPlace />
    </TenantPage>
  );
}
