/** The texts of notices about the account. */
export const en = {
  when: "Time: {at} UTC.",
  whenAndWhere: "Time: {at} UTC. IP address: {ip}.",
  action: "Review your account",
  footer: "If you did not do this, set a new password immediately and sign out everywhere.",
  passwordChanged: {
    subject: "Your password was changed",
    line: "The password of your account was changed.",
  },
  emailRestored: {
    subject: "Your account was recovered",
    line: "Your account uses this email address again. All sessions were ended. The password and recently added sign-in methods (passkeys, authenticator app, linked accounts) were removed.",
  },
  totpAdded: {
    subject: "An authenticator app was set up",
    line: "An authenticator app was set up for your account. Signing in now requires a second factor.",
  },
  totpRemoved: {
    subject: "Your authenticator app was removed",
    line: "The authenticator app was removed from your account.",
  },
  passkeyAdded: {
    subject: "A passkey was added",
    line: "The passkey “{detail}” was added to your account. Anyone who has it can sign in.",
  },
  passkeyRemoved: {
    subject: "A passkey was removed",
    line: "The passkey “{detail}” was removed from your account.",
  },
  recoveryCodesRenewed: {
    subject: "New recovery codes were created",
    line: "New recovery codes were created for your account. The previous ones no longer work.",
  },
  recoveryCodeUsed: {
    subject: "A recovery code was used",
    line: "A recovery code was used to sign in to your account. Codes left: {detail}.",
  },
  sessionsEnded: {
    subject: "You were signed out everywhere",
    line: "An operator has ended all sessions of your account. You can sign in again as usual.",
  },
  secondFactorReset: {
    subject: "Your second factor was removed",
    line: "An operator has removed the second factor of your account. Set up a new one the next time you sign in.",
  },
} as const;
