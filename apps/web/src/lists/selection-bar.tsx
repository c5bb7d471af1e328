"use client";

import type { OnChangeFn, RowSelectionState } from "@tanstack/react-table";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { useFormats } from "@/formats/use-formats.ts";

/** The selected rows of a table, and the actions on them. */
export interface Selection {
  state: RowSelectionState;
  onChange: OnChangeFn<RowSelectionState>;
  actions: (ids: string[]) => ReactNode;
  /** All matching records, if the table shows only the first of them. */
  matching?: {
    /** Their number; undefined while counting. */
    count: number | undefined;
    /** Whether there are more than this number. */
    more?: boolean | undefined;
    chosen: boolean;
    onChoose: () => void;
  };
}

/** The number of selected rows, and the actions on them. */
export function SelectionBar({ selection, chosen, all }: { selection: Selection; chosen: string[]; all: boolean }) {
  const t = useTranslations("common");
  const { formatCount } = useFormats();
  const { actions, matching, onChange } = selection;
  const count = matching?.chosen ? matching.count : chosen.length;
  const counted = (number: number | undefined, more = false) =>
    number === undefined ? "…" : `${formatCount(number)}${more ? "+" : ""}`;
  return (
    <div
      role="toolbar"
      aria-label={t("lists.selection.title")}
      className="flex flex-wrap items-center gap-2 rounded-lg border border-accent/40 bg-accent-soft px-3 py-2"
    >
      <span className="tabular font-medium" aria-live="polite">
        {t(matching?.chosen ? "lists.selection.matching" : "lists.selection.count", {
          count: counted(count, matching?.chosen && matching.more),
        })}
      </span>
      {all && matching && !matching.chosen && (
        <Button variant="link" size="inline" disabled={matching.count === undefined} onClick={matching.onChoose}>
          {t("lists.selection.selectMatching", { count: counted(matching.count, matching.more) })}
        </Button>
      )}
      <div className="flex flex-1 flex-wrap gap-2">{actions(chosen)}</div>
      <Button variant="ghost" size="sm" onClick={() => onChange({})}>
        {t("clear")}
      </Button>
    </div>
  );
}
