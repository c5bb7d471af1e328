"use client";

import { CircleAlertIcon } from "lucide-react";
import { EmptyState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<CircleAlertIcon />}
        title="Something went wrong"
        actions={<Button onClick={reset}>Try again</Button>}
      >
        This page could not be shown.{error.digest && ` Number ${error.digest}.`}
      </EmptyState>
    </main>
  );
}
