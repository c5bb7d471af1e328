"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { invite, roleRef } from "@waybill/validators";
import { LogOutIcon, MailPlusIcon, UserMinusIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge, Card, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { Form, SelectField, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { GuardedButton, useCan, useTenantInfo } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { showAtOnce, useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

type Member = RouterOutputs["tenants"]["members"]["items"][number];
type Invitation = RouterOutputs["tenants"]["members"]["invitations"][number];

const roleHelp: Record<string, string> = {
  owner: "may do everything, and make others owners",
  admin: "may do everything but make owners",
  dispatcher: "works at the desk: items, places, parcels",
  viewer: "may look at everything",
};

/** Who works in this organisation, and who is invited. */
export function MembersPage({ userId }: { userId: string }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.tenants.members.queryOptions());
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  return (
    <Page
      title="Members"
      count={data?.items.length ?? null}
      actions={
        <GuardedButton permission="tenants.manageMembers" variant="primary" onClick={() => setInviting(true)}>
          <MailPlusIcon /> Invite
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
                    {member.userId === userId && <Badge look="neutral">You</Badge>}
                    {member.secondFactor === false && <Badge look="warning">No second factor</Badge>}
                  </p>
                  {member.email && <p className="truncate text-ink-faint text-meta">{member.email}</p>}
                </div>
                <RoleSelect member={member} />
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={member.userId === userId ? "Leave this organisation" : `Remove ${member.name}`}
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
        <Panel title="Invited">
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
        title="Invite somebody"
        description="They get a mail with a link that works for 7 days."
      >
        <InviteForm onClose={() => setInviting(false)} />
      </Dialog>
      {removing && (
        <RemoveMember member={removing} self={removing.userId === userId} onClose={() => setRemoving(null)} />
      )}
    </Page>
  );
}

/** An invitation that was not accepted yet: when it was sent, how long it holds, and what can be done about it. */
function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, role, sentAt, undelivered, expiresAt, expired, backed } = invitation;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const resend = useAction(trpc.tenants.resendInvitation.mutationOptions(), `${email} was invited again`);
  const revoke = useAction(trpc.tenants.revokeInvitation.mutationOptions(), "The invitation was withdrawn");
  const after = (run: typeof revoke.run) => async () => {
    await run({ invitationId: id });
    await invalidateEntity(queryClient, "invitation");
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="min-w-0 truncate">{email}</span>
          {expired && <Badge look="warning">Expired</Badge>}
          {!expired && !backed && <Badge look="danger">Not valid</Badge>}
          {undelivered && <Badge look="danger">Not delivered</Badge>}
        </p>
        <p className="text-ink-faint text-meta">
          As {role}, sent <RelativeTime at={sentAt} />, {expired ? "expired" : "expires"}{" "}
          <RelativeTime at={expiresAt} />
          {!backed && ". Who sent it may no longer invite people with this role; you can send it again"}
        </p>
        {undelivered && <p className="text-danger text-meta">The mail could not be delivered. {undelivered}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <GuardedButton
          permission="tenants.manageMembers"
          size="sm"
          aria-label={`Resend the invitation of ${email}`}
          disabled={resend.pending}
          onClick={after(resend.run)}
        >
          Resend
        </GuardedButton>
        <GuardedButton
          permission="tenants.manageMembers"
          size="sm"
          variant="ghost"
          aria-label={`Withdraw the invitation of ${email}`}
          disabled={revoke.pending}
          onClick={after(revoke.run)}
        >
          Withdraw
        </GuardedButton>
      </div>
    </li>
  );
}

/** The roles that the person may give. */
function RoleOptions() {
  const { data } = useQuery(useTRPC().roles.grantable.queryOptions());
  return data?.items.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}

function RoleSelect({ member }: { member: Member }) {
  const queryClient = useQueryClient();
  const can = useCan();
  const trpc = useTRPC();
  const { run, pending } = useAction(
    trpc.tenants.setRole.mutationOptions(),
    `${member.name} has a new role`,
    ({ userId, role }) =>
      showAtOnce(queryClient, trpc.tenants.members.queryKey(), (data) => ({
        ...data,
        items: data.items.map((one) => (one.userId === userId ? { ...one, role } : one)),
      })),
  );
  if (!can("tenants.manageMembers") || !member.changeable) {
    return <span className="text-ink-soft">{member.roleName}</span>;
  }
  return (
    <Select
      aria-label={`Role of ${member.name}`}
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
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: invite,
    defaultValues: { email: "", role: "dispatcher" },
    mutation: useTRPC().tenants.invite.mutationOptions(),
    onSaved: async (_answer, { email }) => {
      await invalidateEntity(queryClient, "member");
      toast.success(`${email} was invited`);
      onClose();
    },
  });
  const role = form.watch("role") ?? "";
  return (
    <Form
      form={form}
      inputs={{
        email: (field) => <TextField field={field} label="Email" type="email" autoFocus />,
        role: (field) => (
          <SelectField field={field} label="Role" help={roleHelp[role] && `This role ${roleHelp[role]}.`}>
            <RoleOptions />
          </SelectField>
        ),
      }}
    >
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton pending={form.pending}>Send invitation</SubmitButton>
      </Actions>
    </Form>
  );
}

function RemoveMember({ member, self, onClose }: { member: Member; self: boolean; onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { name: tenant } = useTenantInfo();
  const remove = useAction(trpc.tenants.removeMember.mutationOptions(), `${member.name} was removed`);
  const leave = useAction(trpc.tenants.leave.mutationOptions(), `You have left ${tenant}`);
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
      title={self ? `Leave ${tenant}?` : `Remove ${member.name}?`}
      description={
        self
          ? "You lose access at once. Somebody has to invite you to come back."
          : "They lose access at once. What they did stays."
      }
    >
      <Actions>
        <Button onClick={onClose}>Stay</Button>
        <Button variant="danger" disabled={remove.pending || leave.pending} onClick={confirm}>
          {self ? "Leave" : "Remove"}
        </Button>
      </Actions>
    </Dialog>
  );
}
