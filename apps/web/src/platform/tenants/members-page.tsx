"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { invite, roleRef, roles } from "@waybill/validators";
import { LogOutIcon, MailPlusIcon, UserMinusIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge, Card, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { Form, SelectField, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { toast } from "@/lib/toast.ts";
import { useCan, useTenantInfo } from "@/lib/use-access.ts";
import { updateOptimistically, useAction } from "@/lib/use-action.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useRoleName } from "./use-role-name.ts";

type Member = RouterOutputs["tenants"]["members"]["items"][number];
type Invitation = RouterOutputs["tenants"]["members"]["invitations"][number];

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
        description={t("members.inviteAbout")}
      >
        <InviteForm onClose={() => setInviting(false)} />
      </Dialog>
      {removing && (
        <RemoveMember member={removing} self={removing.userId === userId} onClose={() => setRemoving(null)} />
      )}
    </Page>
  );
}

/** An open invitation: its dates, and buttons to resend or withdraw it. */
function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, role, sentAt, undelivered, expiresAt, expired, backed } = invitation;
  const t = useTranslations("tenants.invitations");
  const apiText = useApiText();
  const roleName = useRoleName();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const resend = useAction(trpc.tenants.resendInvitation.mutationOptions(), t("resent", { email }));
  const revoke = useAction(trpc.tenants.revokeInvitation.mutationOptions(), t("withdrawn"));
  const after = (run: typeof revoke.run) => async () => {
    await run({ invitationId: id });
    await invalidateEntity(queryClient, "invitation");
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="min-w-0 truncate">{email}</span>
          {expired && <Badge variant="warning">{t("expired")}</Badge>}
          {!expired && !backed && <Badge variant="danger">{t("notValid")}</Badge>}
          {undelivered && <Badge variant="danger">{t("notDelivered")}</Badge>}
        </p>
        <p className="text-ink-faint text-meta">
          {t.rich(expired ? "over" : "open", {
            role: roleName(role),
            sent: () => <RelativeTime at={sentAt} />,
            expiry: () => <RelativeTime at={expiresAt} />,
          })}
        </p>
        {!backed && <p className="text-ink-faint text-meta">{t("unbacked")}</p>}
        {undelivered && <p className="text-danger text-meta">{t("undelivered", { reason: apiText(undelivered) })}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <GuardedButton
          permission="tenants.manageMembers"
          size="sm"
          aria-label={t("resendTo", { email })}
          disabled={resend.pending}
          onClick={after(resend.run)}
        >
          {t("resend")}
        </GuardedButton>
        <GuardedButton
          permission="tenants.manageMembers"
          size="sm"
          variant="ghost"
          aria-label={t("withdrawOf", { email })}
          disabled={revoke.pending}
          onClick={after(revoke.run)}
        >
          {t("withdraw")}
        </GuardedButton>
      </div>
    </li>
  );
}

/** The roles that the person may assign. */
function RoleOptions() {
  const roleName = useRoleName();
  const { data } = useQuery(useTRPC().roles.grantable.queryOptions());
  return data?.items.map(({ id, name }) => (
    <option key={id} value={id}>
      {roleName(name)}
    </option>
  ));
}

function RoleSelect({ member }: { member: Member }) {
  const t = useTranslations("tenants.members");
  const queryClient = useQueryClient();
  const can = useCan();
  const roleName = useRoleName();
  const trpc = useTRPC();
  const { run, pending } = useAction(
    trpc.tenants.setRole.mutationOptions(),
    t("roleChanged", { name: member.name }),
    ({ userId, role }) =>
      updateOptimistically(queryClient, trpc.tenants.members.queryKey(), (data) => ({
        ...data,
        items: data.items.map((one) => (one.userId === userId ? { ...one, role } : one)),
      })),
  );
  if (!can("tenants.manageMembers") || !member.changeable) {
    return <span className="text-ink-soft">{roleName(member.roleName)}</span>;
  }
  return (
    <Select
      aria-label={t("roleOf", { name: member.name })}
      value={member.role}
      disabled={pending}
      className="w-36"
      onChange={async (event) => {
        await run({ userId: member.userId, role: roleRef.parse(event.target.value) });
        await invalidateEntity(queryClient, "member");
      }}
    >
      <RoleOptions />
    </Select>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("tenants.members");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: invite,
    defaultValues: { email: "", role: "dispatcher" },
    mutation: useTRPC().tenants.invite.mutationOptions(),
    onSaved: async (_answer, { email }) => {
      await invalidateEntity(queryClient, "member");
      toast.success(t("wasInvited", { email }));
      onClose();
    },
  });
  const chosen = form.watch("role");
  const builtIn = roles.find((role) => role === chosen);
  return (
    <Form
      form={form}
      inputs={{
        email: (field) => <TextField field={field} label={t("email")} type="email" autoFocus />,
        role: (field) => (
          <SelectField field={field} label={t("role")} help={builtIn && t(`roleHelp.${builtIn}`)}>
            <RoleOptions />
          </SelectField>
        ),
      }}
    >
      <Actions>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <SubmitButton pending={form.pending}>{t("send")}</SubmitButton>
      </Actions>
    </Form>
  );
}

function RemoveMember({ member, self, onClose }: { member: Member; self: boolean; onClose: () => void }) {
  const t = useTranslations("tenants.members");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { name: tenant } = useTenantInfo();
  const remove = useAction(trpc.tenants.removeMember.mutationOptions(), t("removed", { name: member.name }));
  const leave = useAction(trpc.tenants.leave.mutationOptions(), t("left", { tenant }));
  const confirm = async () => {
    const done = self ? await leave.run() : await remove.run({ userId: member.userId });
    if (self && done) router.push("/");
    else await invalidateEntity(queryClient, "member");
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={self ? t("leaveTitle", { tenant }) : t("removeTitle", { name: member.name })}
      description={t(self ? "leaveAbout" : "removeAbout")}
    >
      <Actions>
        <Button onClick={onClose}>{t(self ? "stay" : "keep")}</Button>
        <Button variant="danger" disabled={remove.pending || leave.pending} onClick={confirm}>
          {t(self ? "leave" : "remove")}
        </Button>
      </Actions>
    </Dialog>
  );
}
