"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { endSession } from "./sign-out.ts";

/** Signs out and leads to the sign-in; says why where that did not work. */
export function useSignOut(): () => Promise<void> {
  const router = useRouter();
  return async () => {
    const failure = await endSession();
    if (failure) return void toast.error(failure);
    router.push("/sign-in");
    router.refresh();
  };
}
