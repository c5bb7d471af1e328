import type { ReactNode } from "react";
import { Texts } from "@/texts/texts.tsx";

/** What the pages of organisations show before there is one. */
export default function OrganisationsLayout({ children }: { children: ReactNode }) {
  return <Texts of={["auth", "tenants"]}>{children}</Texts>;
}
