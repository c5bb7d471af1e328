"use client";

import { MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { Button } from "@/components/ui/button.tsx";
import { useLoaded } from "@/components/use-loaded.ts";

const load = () => import("./drawer.tsx");

/** The button of the navigation drawer on phones, which is loaded when the button gets the focus. */
export function DrawerButton({
  open,
  onOpenChange,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}) {
  const t = useTranslations("shell");
  const button = useRef<HTMLButtonElement>(null);
  const [parts, ask] = useLoaded(load);
  return (
    <>
      <Button
        ref={button}
        variant="ghost"
        size="icon"
        aria-label={t("openMenu")}
        aria-haspopup="dialog"
        aria-expanded={open}
        onFocus={() => ask()}
        onClick={() => ask(() => onOpenChange(true))}
      >
        <MenuIcon />
      </Button>
      {parts && (
        <parts.Drawer {...{ button, open, onOpenChange }} title={t("menu")}>
          {children}
        </parts.Drawer>
      )}
    </>
  );
}
