"use client";

import { LogOutIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { useSignOut } from "./use-sign-out.ts";

/** Signs out, on pages that have no menu of the person. */
export function SignOutButton() {
  const t = useTranslations("auth");
  return (
    <Button onClick={useSignOut()}>
      <LogOutIcon aria-hidden /> {t("signOut")}
    </Button>
  );
}

/** Says who is signed in below a page that stands alone, and signs them out. */
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
