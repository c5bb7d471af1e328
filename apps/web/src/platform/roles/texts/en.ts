/** The texts of roles. */
export const en = {
  title: "Roles",
  role: "Role",
  new: "New role",
  create: "Create role",
  created: "The role {name} was created",
  saved: "Saved. Changes take effect with the next request.",
  builtIn: "Built in",
  permissions: "{count, plural, one {# permission} other {# permissions}}",
  members: "{count, plural, one {# member} other {# members}}",
  gone: "This role no longer exists.",
  fields: {
    name: "Name",
    permissions: "Permissions",
  },
  permissionsHelp: "You can grant the permissions that you have yourself.",
  matrix: {
    title: "Permissions by role",
    permission: "Permission",
    may: "{role} may",
    mayNot: "{role} may not",
    everything: "{resource}: everything",
    action: "{resource}: {action}",
    lacking: "You do not have {permission} yourself.",
  },
  deletion: {
    open: "Delete",
    title: "Delete the role {name}?",
    held: "{count, plural, one {# member has} other {# members have}} this role. Give them another role first.",
    about: "No one has this role. This cannot be undone.",
    keep: "Keep role",
    confirm: "Delete role",
    done: "The role {name} was deleted",
  },
  words: {
    entities: {
      role: "role",
    },
  },
} as const;
