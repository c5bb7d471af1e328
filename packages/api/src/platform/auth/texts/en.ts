/** The texts of mails about signing in. */
export const en = {
  accountExists: {
    subject: "You already have an account",
    line: "Someone, probably you, tried to sign up with this email address. You already have an account, so nothing has changed.",
    forgotten: "If you have forgotten your password, set a new one.",
    action: "Set a new password",
  },
  signUp: {
    subject: "Confirm your email address",
    line: "Confirm this email address and choose a password to start using Waybill. The link works once and expires after {hours, number} hours.",
    action: "Confirm email address",
  },
  resetPassword: {
    subject: "Set a new password",
    line: "Use this link to set a new password. It works once and expires after {minutes, number} minutes.",
    action: "Set a new password",
  },
  signIn: {
    subject: "Your sign-in link",
    line: "Use this link to sign in without a password. It works once and expires after {minutes, number} minutes. Do not share it.",
    action: "Sign in",
  },
} as const;
