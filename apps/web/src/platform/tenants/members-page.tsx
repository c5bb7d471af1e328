"use client";

import { useQuery } from "@tanstack/react-query";
import { invitationDays } from "@waybill/validators/thresholds";
import { LogOutIcon, MailPlusIcon, UserMinusIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Badge, Card, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { InvitationRow } from "./invitation-row.tsx";
import { InviteForm } from "./invite-form.tsx";
import type { Member } from "./member.ts";
import { RemoveMember } from "./remove-member.tsx";
import { RoleSelect } from "./role-select.tsx";

/** The members of the organisation, and its invitations. */
export function MembersPage({ userId }: { userId: string }) {
  const t = useTranslations("tenants");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.tenants.members.queryOptions());
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  return (
    <Page
      title={t("members.title")}
      count={data?.items.length ?? null}
      actions={
        <GuardedButton permission="tenants.manageMembers" variant="primary" onClick={() => setInviting(true)}>
          <MailPlusIcon /> {t("members.invite")}
        </GuardedButton>
      }
    >
      {error && (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      )}
      {!data && !error && <Skeleton className="h-40" />}
      {data && (
        <Card>
          <ul className="divide-y divide-line">
            {data.items.map((member) => (
              <li key={member.userId} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                <div className="min-w-48 flex-1">
                  <p className="flex items-center gap-2 font-medium">
                    <span className="truncate">{member.name}</span>{" "}
                    {member.userId === userId && <Badge variant="neutral">{t("members.you")}</Badge>}
                    {member.secondFactor === false && <Badge variant="warning">{t("members.noSecondFactor")}</Badge>}
                  </p>
                  {member.email && <p className="truncate text-ink-faint text-meta">{member.email}</p>}
                </div>
                <RoleSelect member={member} />
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={
                    member.userId === userId ? t("members.leaveThis") : t("members.removeNamed", { name: member.name })
                  }
                  onClick={() => setRemoving(member)}
                >
                  {member.userId === userId ? <LogOutIcon /> : <UserMinusIcon />}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {data && data.invitations.length > 0 && (
        <Panel title={t("invitations.title")}>
          <ul className="-my-2 divide-y divide-line">
            {data.invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Panel>
      )}
      <Dialog
        open={inviting}
        onOpenChange={setInviting}
        title={t("members.inviteTitle")}
        description={t("members.inviteAbout", { days: invitationDays })}
      >
        <InviteForm onClose={() => setInviting(false)} />
      </Dialog>
      {removing && (
        <RemoveMember member={removing} self={removing.userId === userId} onClose={() => setRemoving(null)} />
      )}
    </Page>
  );
}
