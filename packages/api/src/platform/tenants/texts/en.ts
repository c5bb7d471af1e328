/** The texts of invitations. */
export const en = {
  someone: "Someone",
  roles: { owner: "Owner", admin: "Admin", dispatcher: "Dispatcher", viewer: "Viewer" },
  invitation: {
    subject: "{inviter} invites you to {organisation}",
    line: "{inviter} invites you to join {organisation} on Waybill.",
    lineWithRole: "{inviter} invites you to join {organisation} on Waybill. Your role: {role}.",
    lineToOne: "{inviter} invites you to join an organisation on Waybill.",
    lineToOneWithRole: "{inviter} invites you to join an organisation on Waybill. Your role: {role}.",
    lifetime: "The link expires after {days, number} days.",
    action: "Join {organisation}",
    actionToOne: "Join the organisation",
  },
} as const;
