import { CircleAlertIcon } from "lucide-react";
import { Button } from "./ui/button.tsx";
import { Notice } from "./ui/surface.tsx";

/** Says above a form that the thing was changed since the form was opened, and offers its new state. */
export function ChangedMeanwhile<T extends { version: number }>({
  open,
  now,
  onReload,
}: {
  open: T;
  now: T;
  onReload: (now: T) => void;
}) {
  if (open.version === now.version) return null;
  return (
    <div className="mb-4">
      <Notice kind="warning" icon={<CircleAlertIcon aria-hidden />}>
        <p>
          Somebody changed this meanwhile. What you have written is still here, and can be saved on the new state only.
        </p>
        <Button size="sm" className="mt-2" onClick={() => onReload(now)}>
          Load the new state
        </Button>
      </Notice>
    </div>
  );
}
