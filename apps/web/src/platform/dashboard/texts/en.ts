/** The texts of dashboard. */
export const en = {
  title: "Dashboard",
  none: {
    title: "Welcome to {name}",
    about: "There are no figures that you can access. The menu leads to everything else.",
  },
  period: {
    label: "Period",
    last: "{days, plural, one {Last day} other {Last # days}}",
    own: "From … to …",
    first: "First day",
    end: "Last day",
    wrong: "Choose a first and a last day, at most 366 days.",
  },
} as const;
