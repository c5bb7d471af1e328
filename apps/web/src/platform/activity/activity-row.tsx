import { ChevronDownIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { cn } from "@/components/ui/cn.ts";

/** A row of an activity: a sentence and its time, with details on demand. @param children the sentence */
export function ActivityRow({ at, details, children }: { at: string; details: ReactNode; children: ReactNode }) {
  const t = useTranslations("activity.entry");
  const [open, setOpen] = useState(false);
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 basis-64 break-words">{children}</p>
        <span className="text-ink-faint text-meta">
          <RelativeTime at={at} />
        </span>
        <button
          type="button"
          aria-expanded={open}
          aria-label={t(open ? "hide" : "show")}
          onClick={() => setOpen(!open)}
          className="ml-auto rounded p-1 text-ink-faint hover:bg-sunken hover:text-ink"
        >
          <ChevronDownIcon aria-hidden className={cn("size-4", open && "rotate-180")} />
        </button>
      </div>
      {open && <div className="mt-2 flex flex-col gap-3 rounded-md bg-sunken/60 p-3">{details}</div>}
    </li>
  );
}
