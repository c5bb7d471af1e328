"use client";

import { useMutation } from "@tanstack/react-query";
import { CheckIcon, CircleAlertIcon } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { useRefusals } from "@/lib/use-refusals.ts";
import { linkLook } from "@/platform/auth/frame.tsx";
import { useTRPC } from "@/trpc/client.tsx";

// What mailed links lead to. Both ask for a click: programs that look into mails follow links, and would use them up.

function Refused({ message }: { message: string }) {
  return (
    <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />} alert>
      {message}{" "}
      <Link href="/account" className={linkLook}>
        Go to your account
      </Link>
    </Notice>
  );
}

/** Confirms a new address. */
export function ConfirmEmail({ token }: { token: string }) {
  const { issuesFrom } = useRefusals();
  const { mutate, isPending, error, data } = useMutation(useTRPC().account.confirmEmail.mutationOptions());
  if (error) return <Refused message={issuesFrom(error)[0]?.message ?? "This did not work."} />;
  if (data) {
    return (
      <Notice kind="success" icon={<CheckIcon aria-hidden />}>
        From now on you sign in as <strong className="break-all">{data.email}</strong>.{" "}
        <Link href="/account" className={linkLook}>
          Go to your account
        </Link>
      </Notice>
    );
  }
  return (
    <Button variant="primary" disabled={isPending} onClick={() => mutate({ token })}>
      <CheckIcon aria-hidden /> Use this address
    </Button>
  );
}

/** Takes an account back to its earlier address; then a new password has to be set. */
export function UndoEmail({ token }: { token: string }) {
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
          setMessage(issuesFrom(error)[0]?.message ?? "This did not work.");
        }
      }}
    >
      Take my account back
    </Button>
  );
}
