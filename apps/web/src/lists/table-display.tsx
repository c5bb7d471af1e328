"use client";

import { Columns3Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import {
  Menu,
  MenuCheckboxItem,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu.tsx";

/** The display of a table that a person has chosen. */
export interface TableDisplay {
  /** Ids of hidden columns. */
  hidden: readonly string[];
  dense: boolean;
}

const defaultDisplay: TableDisplay = { hidden: [], dense: false };

function readDisplay(key: string): TableDisplay {
  try {
    const { hidden, dense } = JSON.parse(localStorage.getItem(key) ?? "null");
    return { hidden: Array.isArray(hidden) ? hidden.map(String) : [], dense: dense === true };
  } catch {
    return defaultDisplay;
  }
}

/** The display of a table, stored in this browser. @param name the table's name */
export function useTableDisplay(name: string): [TableDisplay, (display: TableDisplay) => void] {
  const key = `waybill.table.${name}`;
  const [display, setDisplay] = useState(defaultDisplay);
  useEffect(() => setDisplay(readDisplay(key)), [key]);
  const set = (next: TableDisplay) => {
    setDisplay(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // The browser's storage may be unavailable.
    }
  };
  return [display, set];
}

/** A menu for the columns and the density of a table. The first column cannot be hidden. */
export function TableDisplayMenu({
  columns,
  display,
  onChange,
}: {
  columns: readonly { id: string; label: string }[];
  display: TableDisplay;
  onChange: (display: TableDisplay) => void;
}) {
  const t = useTranslations("common.lists.display");
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={t("open")}>
          <Columns3Icon />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>{t("columns")}</MenuLabel>
        {columns.map(({ id, label }) => {
          const shown = !display.hidden.includes(id);
          return (
            <MenuCheckboxItem
              key={id}
              checked={shown}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={() =>
                onChange({
                  ...display,
                  hidden: shown ? [...display.hidden, id] : display.hidden.filter((one) => one !== id),
                })
              }
            >
              {label}
            </MenuCheckboxItem>
          );
        })}
        <MenuSeparator />
        <MenuCheckboxItem
          checked={display.dense}
          onSelect={(event) => event.preventDefault()}
          onCheckedChange={(dense) => onChange({ ...display, dense })}
        >
          {t("compact")}
        </MenuCheckboxItem>
        <MenuSeparator />
        <MenuItem onSelect={() => onChange(defaultDisplay)}>{t("reset")}</MenuItem>
      </MenuContent>
    </Menu>
  );
}
