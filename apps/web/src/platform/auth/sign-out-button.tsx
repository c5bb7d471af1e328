"use client";

import { LogOutIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { useSignOut } from "./use-sign-out.ts";

/** A button to sign out, for pages without the person's menu. */
export function SignOutButton() {
  const t = useTranslations("auth");
  return (
    <Button onClick={useSignOut()}>
      <LogOutIcon aria-hidden /> {t("signOut")}
    </Button>
  );
}

/** The signed-in person below a page outside of an organisation, with a button to sign out. */
export function SignedInAs({ email }: { email: string }) {
  const t = useTranslations("auth");
  const signOut = useSignOut();
  return t.rich("signedInAs", {
    email,
    button: (label) => (
      <Button variant="link" size="inline" onClick={signOut}>
        {label}
      </Button>
    ),
  });
}
