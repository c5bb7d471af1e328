"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRoundIcon, PlusIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { type ApiKey, ApiKeyRow } from "./api-key-row.tsx";
import { CreateApiKey } from "./create-api-key.tsx";
import { NewApiKey } from "./new-api-key.tsx";
import { RevokeApiKey } from "./revoke-api-key.tsx";

/** The API keys: permissions, last use, expiry. */
export function ApiKeysPage() {
  const t = useTranslations("apiKeys");
  const { data, error, refetch } = useQuery(useTRPC().apiKeys.list.queryOptions());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const create = (
    <GuardedButton permission="apiKeys.create" variant="primary" onClick={() => setMaking(true)}>
      <PlusIcon /> {t("new")}
    </GuardedButton>
  );
  return (
    <Page title={t("title")} count={data?.items.length ?? null} actions={create}>
      {made && <NewApiKey secret={made} onClose={() => setMade(null)} />}
      {error && (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      )}
      {!data && !error && <Skeleton className="h-40" />}
      {data?.items.length === 0 && (
        <Card>
          <EmptyState icon={<KeyRoundIcon />} title={t("none.title")} actions={create}>
            {t("none.about")}
          </EmptyState>
        </Card>
      )}
      {data && data.items.length > 0 && (
        <Card>
          <ul className="divide-y divide-line">
            {data.items.map((key) => (
              <ApiKeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </ul>
        </Card>
      )}
      {making && (
        <CreateApiKey
          onClose={() => setMaking(false)}
          onMade={(secret) => {
            setMaking(false);
            setMade(secret);
          }}
        />
      )}
      {revoking && <RevokeApiKey apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  );
}
