/** The texts of apiKeys. */
export const en = {
  title: "API keys",
  new: "New API key",
  newAbout: "The key acts as you, and stops working when you leave the organisation.",
  create: "Create API key",
  none: {
    title: "No API keys",
    about: "With an API key, a program acts as you, with the permissions that you choose.",
  },
  revoked: "Revoked",
  expired: "Expired",
  about: "{person}, <permissions>{count, plural, one {# permission} other {# permissions}}</permissions>",
  aboutUntil:
    "{person}, <permissions>{count, plural, one {# permission} other {# permissions}}</permissions>, expires <expiry></expiry>",
  used: "Used <time></time>",
  usedFrom: "Used <time></time> from {ip}",
  unused: "Never used",
  copyNow: "Copy the key now. It is not shown again.",
  copy: "Copy",
  copied: "Copied",
  done: "Done",
  fields: {
    name: "Name",
    expiresInDays: "Valid for",
    permissions: "Permissions",
  },
  days: "{days, plural, one {# day} other {# days}}",
  revocation: {
    open: "Revoke",
    title: "Revoke {name}?",
    about: "Programs using it lose access at once. This cannot be undone.",
    keep: "Keep key",
    done: "{name} was revoked",
  },
  words: {
    entities: {
      apiKey: "API key",
    },
    actions: {
      revoke: "Revoke",
    },
  },
} as const;
