import { SearchXIcon } from "lucide-react";
import Link from "next/link";
import { BackButton } from "@/components/back-button.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { nothingHere } from "@/lib/nothing-here.ts";

export const metadata = nothingHere;

/**
 * What does not exist, and what may not be seen. It reads nothing: who asks, and for what, is not told by what is answered
 * or by how it is sent.
 */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<SearchXIcon />}
        title="Not found"
        actions={
          <>
            <Button asChild variant="primary">
              <Link href="/">To the start</Link>
            </Button>
            <BackButton />
            <Button asChild>
              <Link href="/account">Your account</Link>
            </Button>
          </>
        }
      >
        <p>This page does not exist, or you do not belong to its organisation.</p>
        <p className="mt-2">
          The start leads to your organisation, or to the sign-in page. Your account says which address you are signed
          in with: an invitation may have gone to another one.
        </p>
      </EmptyState>
    </main>
  );
}
