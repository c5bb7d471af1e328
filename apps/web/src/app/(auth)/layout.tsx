import type { ReactNode } from "react";
import { Texts } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <Texts of={["auth"]}>
      <Trpc>{children}</Trpc>
    </Texts>
  );
}
