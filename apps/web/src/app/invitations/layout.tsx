import type { ReactNode } from "react";
import { Texts } from "@/texts/texts.tsx";

/** The pages of invitations, which are read before somebody belongs to the organisation. */
export default function InvitationsLayout({ children }: { children: ReactNode }) {
  return <Texts of={["auth", "tenants"]}>{children}</Texts>;
}
