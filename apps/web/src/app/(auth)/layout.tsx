import type { ReactNode } from "react";
import { Trpc } from "@/trpc/client.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return <Trpc>{children}</Trpc>;
}
