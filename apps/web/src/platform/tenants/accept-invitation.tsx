"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** Accepts an invitation. */
export function AcceptInvitation({ token, tenant }: { token: string; tenant: string }) {
  const t = useTranslations("tenants.invitation");
  const router = useRouter();
  const { run, pending } = useAction(useTRPC().tenants.accept.mutationOptions());
  return (
    <Button
      variant="primary"
      disabled={pending}
      onClick={async () => {
        const joined = await run({ token });
        if (joined) router.push(`/t/${joined.slug}`);
      }}
    >
      {t("join", { tenant })}
    </Button>
  );
}
