"use client";

import { Columns3Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { DropdownMenu } from "radix-ui";
import { useEffect, useState } from "react";
import { z } from "zod";
import { Button } from "./ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "./ui/menu.tsx";

/** The display of a table that a person has chosen. */
export interface TableLook {
  /** Ids of hidden columns. */
  hidden: readonly string[];
  dense: boolean;
}

const plain: TableLook = { hidden: [], dense: false };
const kept = z.object({ hidden: z.array(z.string()), dense: z.boolean() });

function read(key: string): TableLook {
  try {
    return kept.parse(JSON.parse(localStorage.getItem(key) ?? "null"));
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
  const item =
    "flex cursor-pointer select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-sunken";
  const Check = ({ on }: { on: boolean }) => (
    <span aria-hidden className="grid size-4 place-items-center rounded border border-line-strong text-accent">
      {on && "✓"}
    </span>
  );
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
            <DropdownMenu.CheckboxItem
              key={id}
              className={item}
              checked={shown}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={() =>
                onChange({ ...look, hidden: shown ? [...look.hidden, id] : look.hidden.filter((one) => one !== id) })
              }
            >
              <Check on={shown} /> {label}
            </DropdownMenu.CheckboxItem>
          );
        })}
        <MenuSeparator />
        <DropdownMenu.CheckboxItem
          className={item}
          checked={look.dense}
          onSelect={(event) => event.preventDefault()}
          onCheckedChange={(dense) => onChange({ ...look, dense })}
        >
          <Check on={look.dense} /> {t("compact")}
        </DropdownMenu.CheckboxItem>
        <MenuSeparator />
        <MenuItem onSelect={() => onChange(plain)}>{t("reset")}</MenuItem>
      </MenuContent>
    </Menu>
  );
}
