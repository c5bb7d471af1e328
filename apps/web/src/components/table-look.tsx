"use client";

import { Columns3Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "./ui/button.tsx";
import { Menu, MenuCheckboxItem, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "./ui/menu.tsx";

/** The display of a table that a person has chosen. */
export interface TableLook {
  /** Ids of hidden columns. */
  hidden: readonly string[];
  dense: boolean;
}

const plain: TableLook = { hidden: [], dense: false };

function read(key: string): TableLook {
  try {
    const { hidden, dense } = JSON.parse(localStorage.getItem(key) ?? "null");
    return { hidden: Array.isArray(hidden) ? hidden.map(String) : [], dense: dense === true };
  } catch {
    return plain;
  }
}

/** The display of a table, stored in this browser. @param name the table's name */
export function useTableLook(name: string): [TableLook, (look: TableLook) => void] {
  const key = `waybill.table.${name}`;
  const [look, setLook] = useState(plain);
  useEffect(() => setLook(read(key)), [key]);
  const set = (next: TableLook) => {
    setLook(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // The browser's storage may be unavailable.
    }
  };
  return [look, set];
}

/** A menu for the columns and the density of a table. The first column cannot be hidden. */
export function TableLookMenu({
  columns,
  look,
  onChange,
}: {
  columns: readonly { id: string; label: string }[];
  look: TableLook;
  onChange: (look: TableLook) => void;
}) {
  const t = useTranslations("common.lists.look");
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
          const shown = !look.hidden.includes(id);
          return (
            <MenuCheckboxItem
              key={id}
              checked={shown}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={() =>
                onChange({ ...look, hidden: shown ? [...look.hidden, id] : look.hidden.filter((one) => one !== id) })
              }
            >
              {label}
            </MenuCheckboxItem>
          );
        })}
        <MenuSeparator />
        <MenuCheckboxItem
          checked={look.dense}
          onSelect={(event) => event.preventDefault()}
          onCheckedChange={(dense) => onChange({ ...look, dense })}
        >
          {t("compact")}
        </MenuCheckboxItem>
        <MenuSeparator />
        <MenuItem onSelect={() => onChange(plain)}>{t("reset")}</MenuItem>
      </MenuContent>
    </Menu>
  );
}
