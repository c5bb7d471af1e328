import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const member = z.object({ id: z.uuid(), name: z.string() });

export const tenantCreated = defineEvent("tenant.created", {
  entity: "tenant",
  payload: z.object({ id: z.uuid(), name: z.string() }),
  summary: ({ name }) => `created the organisation ${name}`,
});
export const tenantUpdated = defineEvent("tenant.updated", {
  entity: "tenant",
  payload: z.object({ id: z.uuid(), name: z.string() }),
  summary: () => "changed the organisation's settings",
});
/** Without the email address: people who do not manage members read events too. */
const invitation = z.object({ id: z.uuid().nullable(), role: z.string() });
/** The first version had the email address and no invitation id. */
const upgrades = { 1: (payload: unknown) => ({ role: "", ...z.looseObject({}).parse(payload), id: null }) };

export const secondFactorRequired = defineEvent("tenant.secondFactorRequired", {
  entity: "tenant",
  payload: z.object({ id: z.uuid(), from: z.iso.datetime() }),
  summary: ({ from }) => `required a second factor for all members from ${from.slice(0, 10)}`,
});
export const secondFactorNotRequired = defineEvent("tenant.secondFactorNotRequired", {
  entity: "tenant",
  payload: z.object({ id: z.uuid() }),
  summary: () => "removed the second factor requirement",
});
export const memberInvited = defineEvent("invitation.sent", {
  version: 2,
  entity: "invitation",
  payload: invitation,
  upgrades,
  summary: ({ role }) => `invited someone with the role ${role}`,
});
export const invitationResent = defineEvent("invitation.resent", {
  entity: "invitation",
  payload: invitation,
  summary: ({ role }) => `resent an invitation with the role ${role}`,
});
export const invitationWithdrawn = defineEvent("invitation.revoked", {
  version: 2,
  entity: "invitation",
  payload: invitation,
  upgrades,
  summary: ({ role }) => `withdrew an invitation with the role ${role}`,
});
export const memberJoined = defineEvent("member.joined", {
  entity: "member",
  payload: member,
  summary: () => "joined the organisation",
});
export const memberRoleChanged = defineEvent("member.roleChanged", {
  entity: "member",
  payload: member.extend({ role: z.string() }),
  summary: ({ name, role }) => `gave ${name} the role ${role}`,
});
export const memberRemoved = defineEvent("member.removed", {
  entity: "member",
  payload: member,
  summary: ({ name }) => `removed ${name} from the organisation`,
});
export const memberLeft = defineEvent("member.left", {
  entity: "member",
  payload: member,
  summary: () => "left the organisation",
});

/** The events of this module. */
export const published = [
  tenantCreated,
  tenantUpdated,
  secondFactorRequired,
  secondFactorNotRequired,
  memberInvited,
  invitationResent,
  invitationWithdrawn,
  memberJoined,
  memberRoleChanged,
  memberRemoved,
  memberLeft,
];
