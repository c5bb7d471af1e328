"use client";

import { Button } from "@/components/ui/button.tsx";

/** Goes back to the page before. */
export function BackButton() {
  return <Button onClick={() => window.history.back()}>Go back</Button>;
}
