/** The texts of mails about the account. */
export const en = {
  changeEmail: {
    subject: "Confirm your new email address",
    line: "Confirm that you want to sign in to Waybill with this email address. The link expires after {hours, number} hours.",
    action: "Confirm email address",
  },
  emailChanged: {
    subject: "Your email address was changed",
    changed: "The email address of your account is now {email}. If you made this change, no action is needed.",
    undo: "If you did not, recover your account. This ends all sessions, removes recently added sign-in methods, and lets you set a new password.",
    action: "I did not make this change",
    footer: "The link expires after {days, number} days.",
  },
  code: {
    subject: "Your confirmation code",
    line: "Your confirmation code is {code}. It works for {minutes, number} minutes, only in the session that requested it.",
    footer:
      "If you did not request this code, someone else is using your account. Sign out everywhere and do not share the code.",
  },
} as const;
