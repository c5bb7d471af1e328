import { SearchXIcon } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<SearchXIcon />}
        title="Not found"
        actions={
          <Button asChild>
            <Link href="/">To the start</Link>
          </Button>
        }
      >
        This page does not exist, or you do not belong to its organisation.
      </EmptyState>
    </main>
  );
}
