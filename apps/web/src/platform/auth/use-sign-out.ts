"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "@/components/toast.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { endSession } from "./sign-out.ts";

/** Signs out and opens the sign-in page, or shows an error. */
export function useSignOut(): () => Promise<void> {
  const t = useTranslations("auth");
  const apiText = useApiText();
  const router = useRouter();
  return async () => {
    const { ok, message } = await endSession();
    if (!ok) return void toast.error(t("stillSignedIn", { message: message ? apiText(message) : t("unreachable") }));
    router.push("/sign-in");
    router.refresh();
  };
}
