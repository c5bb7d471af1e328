"use client";

import { accessLinkMinutes } from "@waybill/validators/thresholds";
import { MailIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Trpc, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { MailSent } from "./mail-sent.tsx";

interface LinkRequest {
  outbox: boolean;
  /** The path to continue to. */
  next: string;
  email: string;
}

/** Requests a sign-in link by email, for people who have tried too many passwords. */
export function SignInLinkRequest(props: LinkRequest) {
  return (
    <Trpc>
      <Ask {...props} />
    </Trpc>
  );
}

function Ask({ outbox, next, email }: LinkRequest) {
  const t = useTranslations("auth");
  const [sent, setSent] = useState(false);
  const { run, pending } = useAction(useTRPC().auth.requestSignInLink.mutationOptions());
  if (sent) {
    return <MailSent outbox={outbox}>{t("link.sent", { minutes: accessLinkMinutes })}</MailSent>;
  }
  return (
    <Button
      disabled={pending}
      onClick={async () => {
        if ((await run({ email, next })) !== null) setSent(true);
      }}
    >
      <MailIcon aria-hidden /> {t("link.request")}
    </Button>
  );
}
