import { roles } from "@waybill/validators";
import type { Command } from "commander";
import { tableOf } from "../output.ts";
import type { Session } from "../session.ts";
import { atOptions, inTenant, refusal as refused, type TenantOptions } from "./acting.ts";

type Call = Awaited<ReturnType<Session["person"]>>["call"];

/** Adds the commands about members and invitations. */
export function addMembers(program: Command, session: Session): void {
  const members = program.command("members").description("members of an organisation, and invitations");
  inTenant(members.command("list").description("list members and invitations")).action(
    async (options: TenantOptions) => {
      const { call } = await session.person(options);
      const { items, invitations } = await call.tenants.members();
      const rows = [
        ...items.map(({ email, name, roleName }) => ({ email, name, role: roleName, state: "member" })),
        ...invitations.map(({ email, role, expired }) => ({ email, role, state: expired ? "expired" : "invited" })),
      ];
      session.print(
        { items, invitations },
        tableOf(rows, { email: "EMAIL", name: "NAME", role: "ROLE", state: "STATE" }),
      );
    },
  );
  inTenant(members.command("invite").description("invite a person by email"))
    .argument("<email>", "the email address to invite")
    .option("--role <role>", `the role: ${roles.join(", ")}, or the name of a custom role`)
    .action(async (email: string, { role = "", ...options }: TenantOptions & { role?: string }) => {
      const { call } = await session.person(options);
      const named = await roleNamed(call, role);
      const choices = named ? "" : await choicesOf(call);
      const invited = await atOptions({}, call.tenants.invite({ email, role: named ?? role }), ({ path, message }) =>
        path[0] === "role" && choices ? `There is no role ${role}. ${choices}` : message,
      );
      session.print(invited, `${invited.email} is invited`);
    });
  inTenant(members.command("withdraw").description("withdraw an invitation"))
    .argument("<email>", "the invited email address")
    .action(async (email: string, options: TenantOptions) => {
      const { call } = await session.person(options);
      const { invitations } = await call.tenants.members();
      const invitation = invitations.find((one) => one.email === email.trim().toLowerCase());
      if (!invitation) throw await refused({ path: ["email"], message: `${email} is not invited.` });
      await atOptions({ invitationId: "email" }, call.tenants.withdrawInvitation({ invitationId: invitation.id }));
      session.print({ email: invitation.email }, `${invitation.email} is no longer invited`);
    });
  inTenant(members.command("role").description("change a member's role"))
    .argument("<email>", "the member's email address")
    .argument("<role>", "the role")
    .action(async (email: string, name: string, options: TenantOptions) => {
      const { call } = await session.person(options);
      const [member, role] = [await memberNamed(call, email), await roleNamed(call, name)];
      if (!member || !role) {
        throw await refused(
          ...(member ? [] : [noMember(email)]),
          ...(role ? [] : [{ path: ["role"], message: `There is no role ${name}. ${await choicesOf(call)}` }]),
        );
      }
      await atOptions({ userId: "email" }, call.tenants.setRole({ userId: member.userId, role }));
      session.print({ email: member.email, role: name }, `${member.email} is now ${name}`);
    });
  inTenant(members.command("remove").description("remove a member from the organisation"))
    .argument("<email>", "the member's email address")
    .action(async (email: string, options: TenantOptions) => {
      const { call } = await session.person(options);
      const member = await memberNamed(call, email);
      if (!member) throw await refused(noMember(email));
      await atOptions({ userId: "email" }, call.tenants.removeMember({ userId: member.userId }));
      session.print({ email: member.email }, `${member.email} is no longer a member`);
    });
}

const noMember = (email: string) => ({ path: ["email"], message: `${email} is not a member.` });

/** @throws FORBIDDEN without the permission to manage members, which is needed to see email addresses */
async function memberNamed(call: Call, email: string) {
  await call.roles.grantable();
  const { items } = await call.tenants.members();
  return items.find((member) => member.email === email.trim().toLowerCase());
}

/** The roles of the organisation, as a sentence. */
async function choicesOf(call: Call): Promise<string> {
  const { items } = await call.roles.list();
  return `Available: ${items.map(({ name }) => name).join(", ")}.`;
}

/** A role in an input: a built-in one by name, the organisation's own by id. */
async function roleNamed(call: Call, name: string): Promise<string | undefined> {
  const { items } = await call.roles.list();
  return items.find((role) => role.id === name || role.name.toLowerCase() === name.trim().toLowerCase())?.id;
}
