import type { ReactNode } from "react";
import { Texts } from "@/texts/texts.tsx";

/** The pages of invitations, for people who are not members yet. */
export default function InvitationsLayout({ children }: { children: ReactNode }) {
  return <Texts of={["auth", "tenants"]}>{children}</Texts>;
}
