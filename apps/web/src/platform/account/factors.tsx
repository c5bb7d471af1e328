"use client";

import { useQuery } from "@tanstack/react-query";
import { ErrorState } from "@/components/states.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { AuthenticatorAppPanel } from "./authenticator-app.tsx";
import { PasskeysPanel } from "./passkeys.tsx";
import { RecoveryCodesPanel } from "./recovery-codes.tsx";

/** The second factors of the account. */
export function Factors() {
  const { data, error, refetch } = useQuery(useTRPC().factors.list.queryOptions());
  if (error) {
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    );
  }
  if (!data) return <Skeleton className="h-64" />;
  return (
    <>
      <AuthenticatorAppPanel app={data.totp} />
      <PasskeysPanel passkeys={data.passkeys} />
      {(data.totp || data.passkeys.length > 0) && <RecoveryCodesPanel left={data.recoveryCodes} />}
    </>
  );
}
