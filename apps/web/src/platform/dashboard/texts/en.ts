/** The texts of dashboard. */
export const en = {
  title: "Dashboard",
  none: {
    title: "Welcome to {name}",
    about: "You do not have access to any figures. The menu shows the other pages.",
  },
  period: {
    label: "Period",
    last: "{days, plural, one {Last day} other {Last # days}}",
    own: "From … to …",
    first: "First day",
    end: "Last day",
    wrong: "Choose a first and a last day, at most {max, number} days.",
  },
} as const;
