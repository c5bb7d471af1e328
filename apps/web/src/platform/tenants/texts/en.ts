/** The texts of tenants. */
export const en = {
  title: "Settings",
  members: {
    title: "Members",
  },
} as const;
