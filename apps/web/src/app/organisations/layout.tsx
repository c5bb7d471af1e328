import type { ReactNode } from "react";
import { Texts } from "@/texts/texts.tsx";

/** The pages for people without an organisation. */
export default function OrganisationsLayout({ children }: { children: ReactNode }) {
  return <Texts of={["auth", "tenants"]}>{children}</Texts>;
}
