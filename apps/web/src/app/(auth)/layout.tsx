import type { ReactNode } from "react";
import { Texts } from "@/texts/texts.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return <Texts of={["auth"]}>{children}</Texts>;
}
