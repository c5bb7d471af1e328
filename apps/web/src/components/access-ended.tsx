"use client";

import { useQueryClient } from "@tanstack/react-query";
import { DoorClosedIcon, LogOutIcon } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { signInPath } from "@/lib/own-path.ts";
import { EmptyState } from "./states.tsx";
import { Button } from "./ui/button.tsx";

/** Why somebody may see nothing of the organisation any more. */
export type AccessEnd = "signedOut" | "removed" | "notAllowed";

const words: Record<Exclude<AccessEnd, "signedOut">, { title: string; text: string }> = {
  removed: {
    title: "You no longer have access",
    text: "You are not in this organisation any more. Somebody there has to invite you to come back.",
  },
  notAllowed: {
    title: "You no longer have access",
    text: "Your role in this organisation was changed and does not let you open it. An admin there can give you another one.",
  },
};

/** Stands where a page stood whose reader lost access while it was open. What the page had read is forgotten. */
export function AccessEnded({ why }: { why: AccessEnd }) {
  const queryClient = useQueryClient();
  const path = usePathname();
  const query = useSearchParams().toString();
  useEffect(() => queryClient.clear(), [queryClient]);
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <div role="alert">
        {why === "signedOut" ? (
          <EmptyState
            icon={<LogOutIcon />}
            title="You are signed out"
            actions={
              <Button asChild variant="primary">
                <a href={signInPath({ next: query ? `${path}?${query}` : path })}>Sign in</a>
              </Button>
            }
          >
            Your session has ended. Sign in again to go on where you were.
          </EmptyState>
        ) : (
          <EmptyState
            icon={<DoorClosedIcon />}
            title={words[why].title}
            actions={
              <Button asChild>
                <Link href="/">To the start</Link>
              </Button>
            }
          >
            {words[why].text}
          </EmptyState>
        )}
      </div>
    </main>
  );
}
