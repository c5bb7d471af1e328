"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { send } from "./calls.ts";
import { InvalidLink } from "./invalid-link.tsx";

/** Signs in with a mailed link. It needs a click: programs that scan mail follow links, and would use them up. */
export function SignInLink({ token, next }: { token: string; next: string }) {
  const t = useTranslations("auth");
  const [refused, setRefused] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  if (refused) return <InvalidLink>{refused}</InvalidLink>;
  return (
    <Button
      variant="primary"
      disabled={pending}
      onClick={async () => {
        setPending(true);
        const { ok, secondFactor, message } = await send("sign-in/link", { token });
        if (secondFactor) window.location.assign(`/sign-in/second-factor?next=${encodeURIComponent(next)}`);
        else if (ok) window.location.assign(next);
        else setRefused(message ?? t("unreachable"));
      }}
    >
      {t("signIn.title")}
    </Button>
  );
}
