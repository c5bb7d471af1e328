import { Page } from "@/components/page.tsx";
import { Skeleton } from "@/components/ui/surface.tsx";

export default function Loading() {
  return (
    <Page title="…" wide>
      <Skeleton className="h-9 w-72" />
      <Skeleton className="h-96" />
    </Page>
  );
}
