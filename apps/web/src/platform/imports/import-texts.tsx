import type { ReactNode } from "react";
import { Texts } from "@/texts/texts.tsx";

/** Provides the texts of imports to a page. Their phrases come with every page of a tenant. */
export function ImportTexts({ children }: { children: ReactNode }) {
  return (
    <Texts of={["imports"]} phrasesOf={[]}>
      {children}
    </Texts>
  );
}
