"use client";

import { CircleAlertIcon } from "lucide-react";
import { Notice } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";

/** The error of a mailed link. */
export function InvalidLink({ children }: { children: string }) {
  const apiText = useApiText();
  return (
    <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
      {apiText(children)}
    </Notice>
  );
}
