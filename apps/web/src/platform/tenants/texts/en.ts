/** The texts of tenants. */
export const en = {
  title: "Organisation",
  settings: {
    title: "Settings",
  },
  members: {
    title: "Members",
  },
  fields: {
    slug: "Address",
    timeZone: "Time zone",
    secondFactorFrom: "Two-factor sign-in required from",
    modulesOff: "Modules switched off",
    keepDays: "Retention in days",
  },
  words: {
    entities: {
      tenant: "organisation",
      member: "member",
      invitation: "invitation",
    },
    actions: {
      manageMembers: "Manage members",
      makeOwners: "Make owners",
    },
  },
} as const;
