"use client";

import { useMutation } from "@tanstack/react-query";
import { CheckIcon, CircleAlertIcon } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { linkClasses } from "@/platform/auth/auth-frame.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useRefusals } from "@/trpc/use-refusals.ts";

// The pages of mailed links. Both need a click: programs that scan mail follow links, and would use them up.

const toAccount = (label: ReactNode) => (
  <Link href="/account" className={linkClasses}>
    {label}
  </Link>
);

function Refused({ message }: { message: string }) {
  const t = useTranslations("auth");
  return (
    <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
      {t.rich("newEmail.refused", { message, link: toAccount })}
    </Notice>
  );
}

/** Confirms a new address. */
export function ConfirmEmail({ token }: { token: string }) {
  const t = useTranslations("auth");
  const { issuesFrom } = useRefusals();
  const { mutate, isPending, error, data } = useMutation(useTRPC().account.confirmEmail.mutationOptions());
  if (error) return <Refused message={issuesFrom(error)[0]?.message ?? t("failed")} />;
  if (data) {
    return (
      <Notice variant="success" icon={<CheckIcon aria-hidden />}>
        {t.rich("newEmail.done", {
          email: data.email,
          strong: (text) => <strong className="break-all">{text}</strong>,
          link: toAccount,
        })}
      </Notice>
    );
  }
  return (
    <Button variant="primary" disabled={isPending} onClick={() => mutate({ token })}>
      <CheckIcon aria-hidden /> {t("newEmail.submit")}
    </Button>
  );
}

/** Restores the former address of an account; then a new password has to be set. */
export function UndoEmail({ token }: { token: string }) {
  const t = useTranslations("auth");
  const router = useRouter();
  const { issuesFrom } = useRefusals();
  const [message, setMessage] = useState<string | null>(null);
  const { mutateAsync, isPending } = useMutation(useTRPC().account.undoEmail.mutationOptions());
  if (message) return <Refused message={message} />;
  return (
    <Button
      variant="primary"
      disabled={isPending}
      onClick={async () => {
        try {
          await mutateAsync({ token });
          router.push("/forgot-password");
        } catch (error) {
          setMessage(issuesFrom(error)[0]?.message ?? t("failed"));
        }
      }}
    >
      {t("recovery.submit")}
    </Button>
  );
}
