"use client";

import { LogOutIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { useSignOut } from "./use-sign-out.ts";

/** Signs out, on pages that have no menu of the person. */
export function SignOutButton() {
  return (
    <Button onClick={useSignOut()}>
      <LogOutIcon aria-hidden /> Sign out
    </Button>
  );
}

/** Says who is signed in below a page that stands alone, and signs them out. */
export function SignedInAs({ email }: { email: string }) {
  return (
    <>
      Signed in as {email}.{" "}
      <Button variant="link" size="inline" onClick={useSignOut()}>
        Sign out
      </Button>
    </>
  );
}
